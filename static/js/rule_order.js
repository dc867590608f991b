// Buttons that move a rule up or down, for those who do not drag: by keyboard, on a phone.
(() => {
  "use strict";

  const button = (sign, label, onClick) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: sign, title: label, ariaLabel: label });
    made.addEventListener("click", () => onClick(made));
    return made;
  };

  const renumber = (table) => {
    const field = table.dataset.orderingField;
    table.querySelectorAll(`tbody.original input[name$="-${field}"]`).forEach((input, place) => {
      input.value = place;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  const dress = (row, table, words) => {
    const move = (step) => (pressed) => {
      const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
      if (!other?.matches("tbody.original")) return;
      if (step < 0) other.before(row);
      else other.after(row);
      renumber(table);
      pressed.focus();
    };
    const name = row.querySelector("a")?.textContent ?? "";
    const buttons = document.createElement("span");
    buttons.className = "order-buttons";
    buttons.append(
      button("↑", words.up.replace("{name}", name), move(-1)),
      button("↓", words.down.replace("{name}", name), move(1)),
    );
    row.querySelector("td.field-is_active")?.append(buttons);
  };

  document.addEventListener("DOMContentLoaded", () => {
    const words = document.querySelector("[data-order-words]")?.dataset;
    if (!words) return;
    document.querySelectorAll("table[data-ordering-field]").forEach((table) => {
      table.querySelectorAll("tbody.original").forEach((row) => dress(row, table, words));
    });
  });
})();
