// The hosted form: one of two contacts is enough; in a frame, tell the page around how tall we are.
(() => {
  "use strict";
  const form = document.getElementById("hosted-form");
  if (form) {
    const email = document.getElementById("id_email");
    const phone = document.getElementById("id_phone");
    const check = () => {
      const given = email.value.trim() || phone.value.trim();
      email.required = !given;
      phone.required = !given;
    };
    form.addEventListener("input", check);
    check();
    form.addEventListener("submit", () => {
      window.setTimeout(() => { form.querySelector("button").disabled = true; });
    });
    window.addEventListener("pageshow", () => { form.querySelector("button").disabled = false; });
  }

  const { embedded, next } = document.body.dataset;
  if (embedded === undefined || window.parent === window) return;
  const tell = (told) => window.parent.postMessage({ fairlead: told }, "*");
  const measure = () => tell({ height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
  new ResizeObserver(measure).observe(document.body);
  measure();
  if (next) tell({ next });
})();
