// Values as chips with a box to search, choose or type more; stands in for a text field.
// fairlead.chooser(settings) makes one; text fields with data-words get one by themselves.
(() => {
  "use strict";

  const SHOWN = 60;
  const fairlead = (window.fairlead ??= {});
  let made = 0;

  fairlead.element = (name, properties = {}, ...children) => {
    const { data = {}, aria = {}, ...rest } = properties;
    const node = Object.assign(document.createElement(name), rest);
    Object.assign(node.dataset, data);
    for (const [key, value] of Object.entries(aria)) node.setAttribute(`aria-${key}`, value);
    node.append(...children.filter((child) => child !== null));
    return node;
  };
  const element = fairlead.element;

  const folded = (text) => text.normalize("NFKC").toLocaleLowerCase().trim();
  fairlead.folded = folded;

  // The text that the server reads as this list: parts with a separator in them stand in quotes.
  fairlead.joined = (values) =>
    values
      .map((value) =>
        /[,，、;；\n]/.test(value) || value.startsWith('"')
          ? `"${value.replaceAll('"', '""')}"`
          : value,
      )
      .join(", ");

  // settings: values, options [[value, label, words?]], isOpen (typed values count as well),
  // most, name (of the field, for screen readers), look (classes), words, onChange(values).
  class Chooser {
    constructor(settings) {
      Object.assign(this, { options: [], most: Infinity, isOpen: false, values: [] }, settings);
      this.labels = new Map(this.options.map(([value, label]) => [folded(value), label]));
      this.id = `chooser-${++made}`;
      this.values = this.values.map((value) => this.meant(value) ?? value);
      this.at = -1;
      this.build();
      this.show();
    }

    build() {
      const { words } = this;
      this.chips = element("ul", { className: "chooser-chips", ariaLabel: this.name });
      this.input = element("input", {
        type: "text",
        className: "chooser-input",
        autocomplete: "off",
        placeholder: this.isOpen ? words.type : words.choose,
        role: "combobox",
        aria: { label: this.name, expanded: "false", controls: this.id, autocomplete: "list" },
      });
      this.list = element("ul", {
        id: this.id,
        className: "chooser-list",
        role: "listbox",
        hidden: true,
        aria: { label: this.name },
      });
      this.root = element(
        "div",
        { className: `${this.look ?? ""} chooser` },
        this.chips,
        this.input,
        this.list,
      );
      this.root.addEventListener("click", (event) => {
        if (event.target === this.root || event.target === this.chips) this.input.focus();
      });
      this.input.addEventListener("input", () => this.typed());
      this.input.addEventListener("keydown", (event) => this.pressed(event));
      this.input.addEventListener("click", () => this.openList());
      this.input.addEventListener("change", (event) => event.stopPropagation());
      this.input.addEventListener("blur", () => this.leave());
      // Before the box loses the focus, so that what is clicked is chosen and not what is typed.
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const option = event.target.closest("[role=option]");
        if (option) this.add(option.dataset.value);
      });
    }

    show() {
      const chip = (value) => {
        const label = this.labels.get(folded(value)) ?? value;
        const button = element("button", {
          type: "button",
          textContent: "×",
          ariaLabel: this.words.remove.replace("{name}", label),
        });
        button.addEventListener("click", () => this.drop(value));
        return element("li", { className: "chip" }, element("span", { textContent: label }), button);
      };
      this.chips.replaceChildren(...this.values.map(chip));
      this.chips.hidden = !this.values.length;
      this.input.hidden = this.values.length >= this.most;
    }

    set(values) {
      this.values = values;
      this.show();
      this.onChange?.(this.values);
    }

    add(value) {
      this.input.value = "";
      this.closeList();
      const isNew = !this.values.some((one) => folded(one) === folded(value));
      if (value && isNew) this.set([...this.values, value]);
      if (!this.input.hidden) return this.input.focus();
      this.chips.querySelector("li:last-child button")?.focus();
    }

    drop(value) {
      this.set(this.values.filter((one) => one !== value));
      this.input.focus();
    }

    // The stored value that a typed text means, by value or name; null if it means none.
    meant(text) {
      const wanted = folded(text);
      const found =
        this.options.find(([value]) => folded(value) === wanted) ??
        this.options.find(([, label]) => folded(label) === wanted);
      return found ? found[0] : null;
    }

    matching(text) {
      const wanted = folded(text);
      const chosen = new Set(this.values.map(folded));
      const rest = this.options.filter(([value]) => !chosen.has(folded(value)));
      if (!wanted) return rest;
      const search = ([value, label, words]) => folded(`${label} ${value} ${words ?? ""}`);
      const starts = (option) => (folded(option[1]).startsWith(wanted) ? 0 : 1);
      return rest
        .filter((option) => search(option).includes(wanted))
        .sort((one, other) => starts(one) - starts(other));
    }

    typed() {
      const parts = this.input.value.split(/[,，、;；\n]/);
      if (this.isOpen && parts.length > 1 && !this.input.value.startsWith('"')) {
        const rest = parts.pop();
        const whole = parts.map((part) => part.trim()).filter(Boolean);
        whole.forEach((part) => this.add(this.meant(part) ?? part));
        this.input.value = rest.trimStart();
      }
      this.openList();
    }

    openList() {
      const found = this.matching(this.input.value).slice(0, SHOWN);
      const option = ([value, label], place) =>
        element("li", {
          id: `${this.id}-${place}`,
          role: "option",
          textContent: label,
          data: { value },
          aria: { selected: "false" },
        });
      const nothing = element("li", {
        className: "chooser-nothing",
        role: "option",
        textContent: this.words.no_match,
        aria: { disabled: "true", selected: "false" },
      });
      const hasNothing = !found.length && !this.isOpen && this.input.value.trim();
      this.list.replaceChildren(...(hasNothing ? [nothing] : found.map(option)));
      this.list.hidden = !this.list.children.length;
      this.input.setAttribute("aria-expanded", String(!this.list.hidden));
      this.mark(found.length && this.input.value.trim() && !this.isOpen ? 0 : -1);
    }

    closeList() {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.mark(-1);
    }

    mark(place) {
      const options = [...this.list.querySelectorAll("[data-value]")];
      this.at = options.length ? Math.max(-1, Math.min(place, options.length - 1)) : -1;
      options.forEach((one, index) => one.setAttribute("aria-selected", String(index === this.at)));
      const current = options[this.at];
      current?.scrollIntoView({ block: "nearest" });
      if (current) this.input.setAttribute("aria-activedescendant", current.id);
      else this.input.removeAttribute("aria-activedescendant");
    }

    pressed(event) {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (this.list.hidden) this.openList();
        this.mark(this.at + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter") {
        event.preventDefault();
        this.take();
      } else if (event.key === "Escape" && !this.list.hidden) {
        event.preventDefault();
        this.closeList();
      } else if (event.key === "Backspace" && !this.input.value && this.values.length) {
        this.drop(this.values.at(-1));
      }
    }

    // What is marked in the list, or else what is typed.
    take() {
      const marked = this.list.querySelector('[aria-selected="true"]');
      const text = this.input.value.trim().replace(/^"(.*)"$/, "$1");
      if (marked) this.add(marked.dataset.value);
      else if (text) this.add(this.meant(text) ?? text);
    }

    // What was typed and not entered counts as well: the one that it must mean, or as it is.
    leave() {
      const text = this.input.value.trim().replace(/^"(.*)"$/, "$1");
      this.closeList();
      if (!text) return;
      const found = this.isOpen ? [] : this.matching(text);
      const value = this.meant(text) ?? (found.length === 1 ? found[0][0] : text);
      this.input.value = "";
      if (!this.values.includes(value)) this.set([...this.values, value]);
    }
  }
  fairlead.chooser = (settings) => new Chooser(settings);

  const changed = (field) => field.dispatchEvent(new Event("change", { bubbles: true }));

  const dress = (field) => {
    const { words, options } = JSON.parse(field.dataset.words);
    const name = field.labels?.[0]?.textContent.trim() ?? "";
    const chooser = fairlead.chooser({
      values: field.value.split(/[,，、;；\n]/).map((one) => one.trim()).filter(Boolean),
      options,
      words,
      name,
      isOpen: true,
      look: field.className,
      onChange: (values) => {
        field.value = values.join(", ");
        changed(field);
      },
    });
    field.labels?.[0]?.setAttribute("for", (chooser.input.id = `${field.id}-box`));
    field.hidden = true;
    field.after(chooser.root);
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("input[data-words]").forEach(dress);
  });
})();
