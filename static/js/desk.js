// The desk works without this file; with it, it counts down, keeps itself fresh and saves clicks.
(() => {
  "use strict";

  const words = document.body.dataset;
  const language = document.documentElement.lang;
  const announcer = document.getElementById("announcer");
  const MINUTE = 60 * 1000;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;

  const say = (text) => {
    announcer.textContent = "";
    window.setTimeout(() => { announcer.textContent = text; }, 50);
  };

  // Countdowns

  const unit = (count, name) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short" }).format(count);

  const lengthOf = (milliseconds) => {
    const parts = [];
    if (milliseconds >= DAY) {
      parts.push(unit(Math.floor(milliseconds / DAY), "day"));
      parts.push(unit(Math.floor((milliseconds % DAY) / HOUR), "hour"));
    } else if (milliseconds >= HOUR) {
      parts.push(unit(Math.floor(milliseconds / HOUR), "hour"));
      parts.push(unit(Math.floor((milliseconds % HOUR) / MINUTE), "minute"));
    } else {
      parts.push(unit(Math.floor(milliseconds / MINUTE), "minute"));
      parts.push(unit(Math.floor((milliseconds % MINUTE) / 1000), "second"));
    }
    return parts.join(" ");
  };

  const stageOf = (left) => (left <= 0 ? "over" : left <= HOUR ? "soon" : "far");

  const count = () => {
    const now = Date.now();
    for (const clock of document.querySelectorAll("time[data-countdown]")) {
      const left = Date.parse(clock.dateTime) - now;
      const pattern = left > 0 ? words.left : words.over;
      const text = pattern.replace("{time}", lengthOf(Math.abs(left)));
      if (clock.textContent !== text) clock.textContent = text;
      const stage = stageOf(left);
      // Announced only when it passes into another stage, never second by second.
      if (clock.dataset.stage && clock.dataset.stage !== stage) {
        say(`${clock.dataset.countdown}: ${text}`);
      }
      clock.dataset.stage = stage;
    }
  };
  count();
  window.setInterval(count, 1000);

  // Lists that renew themselves

  const numbersIn = (list) => new Set([...list.querySelectorAll("[data-lead]")].map((row) => row.dataset.lead));
  let known = null;

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "queue") known = numbersIn(event.detail.target);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    count();
    const list = event.detail.target;
    if (list.id !== "queue" || known === null) return;
    if (event.detail.requestConfig.triggeringEvent) return; // the reader filtered; nothing is new
    const fresh = [...numbersIn(list)].filter((number) => !known.has(number));
    if (fresh.length) say(list.dataset.fresh.replace("{count}", fresh.length));
    for (const number of fresh) {
      list.querySelectorAll(`[data-lead="${number}"]`).forEach((row) => row.classList.add("is-fresh"));
    }
  });

  const trouble = document.getElementById("trouble");
  const isBad = (event) => event.detail.xhr && event.detail.xhr.status >= 500;
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => { trouble.hidden = false; });
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    if (isBad(event)) trouble.hidden = false;
    else if (event.detail.successful) trouble.hidden = true;
  });

  // Dialogs: the links also lead to pages of their own

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener && !event.ctrlKey && !event.metaKey) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog && dialog.showModal) {
        event.preventDefault();
        dialog.showModal();
      }
    }
    const closer = event.target.closest("[data-close-dialog]");
    if (closer) closer.closest("dialog").close();
  });

  // Forms

  document.addEventListener("submit", (event) => {
    // A second click must not log a second call. Disabled later, so that its value is still sent.
    if (event.target.method !== "post") return;
    window.setTimeout(() => {
      event.target.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = true; });
    });
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form button:disabled").forEach((button) => { button.disabled = false; });
  });

  // Ticking every row of a list at once; without scripts each is ticked by itself

  for (const all of document.querySelectorAll("[data-tick-all]")) {
    const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${all.dataset.tickAll}"]`);
    for (const part of [all, ...all.labels]) part.hidden = false;
    all.addEventListener("change", () => {
      boxes().forEach((box) => { box.checked = all.checked; });
    });
    document.addEventListener("change", (event) => {
      if (event.target.name === all.dataset.tickAll) all.checked = [...boxes()].every((box) => box.checked);
    });
  }

  const two = (number) => String(number).padStart(2, "0");
  document.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-in-days]");
    if (!pick) return;
    // The field is read in the zone of the reader's settings, and so is the day he sees here.
    const day = new Date(`${pick.dataset.today}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + Number(pick.dataset.inDays));
    const date = `${day.getUTCFullYear()}-${two(day.getUTCMonth() + 1)}-${two(day.getUTCDate())}`;
    document.getElementById(pick.dataset.field).value = `${date}T09:00`;
  });
})();
