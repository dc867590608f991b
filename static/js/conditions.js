// The editor of conditions, built upon their plain rows: groups joined by "or", rows by "and",
// comparisons and values that fit the field. The text fields underneath are what is sent.
(() => {
  "use strict";

  const OWN = "attributes.";

  class Row {
    constructor(root, editor) {
      Object.assign(this, { root, editor });
      const part = (name) => root.querySelector(`[data-part=${name}] :is(input, select)`);
      this.group = part("group");
      this.field = part("field");
      this.attribute = part("attribute");
      this.operator = part("operator");
      this.value = part("value");
      this.gone = part("delete");
      this.all = [...this.operator.options].map(({ value, text }) => [value, text]);
      this.values = this.stored();
      this.attribute.setAttribute("list", "attribute-names");
      this.field.addEventListener("change", () => this.refit());
      this.operator.addEventListener("change", () => this.reshape());
      this.attribute.addEventListener("change", () => this.suggest());
      this.value.addEventListener("input", () => {
        if (!this.widget) this.values = this.value.value ? [this.value.value] : [];
      });
      this.fit();
      this.show();
    }

    get name() {
      return this.field.value === OWN ? OWN + this.attribute.value.trim() : this.field.value;
    }

    get type() {
      return this.editor.types[this.field.value];
    }

    get isBlank() {
      return !this.root.hasAttribute("data-saved") && !this.field.value && !this.value.value;
    }

    get isMany() {
      return this.operator.value === "between" || this.editor.lists.includes(this.operator.value);
    }

    stored() {
      const text = this.value.value;
      if (!text) return [];
      return this.isMany ? JSON.parse(this.value.dataset.parts) : [text];
    }

    // Only the comparisons that fit the field, in its words.
    fit() {
      const fitting = this.editor.operators[this.type];
      const chosen = this.operator.value;
      const rows = fitting ?? this.all;
      this.operator.replaceChildren(...rows.map(([value, text]) => new Option(text, value)));
      this.operator.value = rows.some(([value]) => value === chosen) ? chosen : rows[0][0];
      this.operator.closest("[data-part]").hidden = !fitting;
      this.attribute.closest("[data-part]").hidden = this.field.value !== OWN;
    }

    refit() {
      this.fit();
      this.take([]);
      this.show();
    }

    reshape() {
      if (!this.isMany) this.take(this.values.slice(0, 1));
      else if (this.operator.value === "between" && this.values.length !== 2) this.take([]);
      else this.take(this.values);
      this.show();
    }

    take(values) {
      this.values = values;
      this.value.value = this.isMany ? fairlead.joined(values) : (values[0] ?? "");
      this.value.dispatchEvent(new Event("change", { bubbles: true }));
    }

    show() {
      const cell = this.value.closest("[data-part]");
      const hasNone = this.editor.without_value.includes(this.operator.value);
      cell.hidden = !this.type || hasNone;
      this.widget?.remove();
      this.widget = cell.hidden ? null : this.fitting();
      this.value.hidden = Boolean(this.widget);
      if (this.widget) this.value.after(this.widget);
      this.suggest();
    }

    fitting() {
      return fairlead.valueField({
        editor: this.editor,
        field: this.name,
        operator: this.operator.value,
        values: this.values,
        name: this.editor.words.value,
        look: this.value.className,
        onChange: (values) => this.take(values),
      });
    }

    // What the database has already, under the plain text field.
    suggest() {
      const known = this.editor.suggestions[this.name];
      if (known?.length && !this.widget) {
        const id = `known-${this.name}`;
        if (!document.getElementById(id)) document.body.append(suggestions(id, known));
        this.value.setAttribute("list", id);
      } else this.value.removeAttribute("list");
    }

    clear() {
      this.field.value = "";
      this.attribute.value = "";
      this.group.value = this.group.defaultValue;
      this.refit();
      this.operator.value = "";
    }
  }

  const suggestions = (id, values) => {
    const list = fairlead.element("datalist", { id });
    list.append(...values.map((value) => new Option(value, value)));
    return list;
  };

  class Editor {
    constructor(root, editor) {
      Object.assign(this, { root, editor, words: editor.words });
      this.place = root.querySelector("[data-rows]");
      this.blank = root.querySelector("template[data-new]");
      this.total = root.querySelector(`#id_${root.dataset.conditions}-TOTAL_FORMS`);
      document.body.append(suggestions("attribute-names", editor.attributes));
      this.spare = fairlead.element("div", { hidden: true });
      this.groups = fairlead.element("div", { className: "condition-groups" });
      this.more = this.button(this.words.add_group, "add", () => this.add(this.next()));
      this.place.append(this.groups, this.more, this.spare);
      this.rows = [...this.place.querySelectorAll(":scope > [data-row]")].map(
        (row) => new Row(row, editor),
      );
      this.rows.forEach((row) => this.dress(row));
      root.classList.add("is-live");
      this.draw();
    }

    button(text, icon, onClick) {
      const sign = fairlead.element("span", {
        className: "material-symbols-outlined",
        textContent: icon,
        aria: { hidden: "true" },
      });
      const label = fairlead.element("span", { textContent: text });
      const made = fairlead.element("button", { type: "button" }, sign, label);
      made.className = "condition-button";
      made.addEventListener("click", onClick);
      return made;
    }

    dress(row) {
      const button = this.button(this.words.remove_row, "close", () => this.remove(row));
      button.classList.add("condition-remove");
      button.title = this.words.remove_row;
      row.root.append(button);
    }

    isSeen(row) {
      return !row.gone?.checked && (!row.isBlank || row.isWanted || hasErrors(row));
    }

    next() {
      const used = this.rows.filter((row) => this.isSeen(row)).map((row) => +row.group.value || 0);
      return Math.max(0, ...used) + 1;
    }

    // Rows under their groups, in the order of the numbers; those that are not seen set aside.
    draw() {
      const seen = this.rows.filter((row) => this.isSeen(row));
      const numbers = [...new Set(seen.map((row) => row.group.value))].sort((a, b) => a - b);
      this.spare.append(...this.rows.filter((row) => !seen.includes(row)).map(({ root }) => root));
      const sections = numbers.map((number, place) =>
        this.section(seen.filter((row) => row.group.value === number), number, place),
      );
      const { words } = this;
      const or = () => fairlead.element("p", { className: "condition-or", textContent: words.or });
      const parts = sections.flatMap((one, place) => (place ? [or(), one] : [one]));
      const nothing = fairlead.element("p", { textContent: words.nothing });
      this.groups.replaceChildren(...(parts.length ? parts : [nothing]));
      this.more.lastChild.textContent = parts.length ? words.add_group : words.first_group;
    }

    section(rows, number, place) {
      const { words } = this;
      const and = () => fairlead.element("p", { className: "condition-and", textContent: words.and });
      const lines = rows.flatMap((row, line) => (line ? [and(), row.root] : [row.root]));
      const add = this.button(words.add_row, "add", () => this.add(number));
      const name = words.group.replace("{number}", place + 1);
      return fairlead.element(
        "section",
        { className: "condition-group", ariaLabel: name, data: { number } },
        ...lines,
        add,
      );
    }

    add(number) {
      const unused = this.rows.find((row) => !this.isSeen(row) && row.isBlank);
      const row = unused ?? this.fresh();
      row.group.value = number;
      row.isWanted = true;
      this.draw();
      row.field.focus();
    }

    fresh() {
      const html = this.blank.innerHTML.replaceAll("__prefix__", this.total.value);
      this.total.value = +this.total.value + 1;
      const holder = fairlead.element("div", { innerHTML: html });
      const row = new Row(holder.querySelector("[data-row]"), this.editor);
      this.rows.push(row);
      this.dress(row);
      return row;
    }

    remove(row) {
      const number = row.group.value;
      row.isWanted = false;
      row.root.classList.remove("has-errors");
      if (row.gone) row.gone.checked = true;
      else row.clear();
      row.group.dispatchEvent(new Event("change", { bubbles: true }));
      this.draw();
      const left = this.groups.querySelector(`[data-number="${number}"] > .condition-button`);
      (left ?? this.more).focus();
    }
  }

  const hasErrors = (row) => row.root.classList.contains("has-errors");

  document.addEventListener("DOMContentLoaded", () => {
    const root = document.querySelector("[data-conditions]");
    const data = document.getElementById("condition-editor");
    if (!root || !data || data.textContent === "null") return;
    new Editor(root, JSON.parse(data.textContent));
  });
})();
