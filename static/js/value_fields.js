// The fitting field for the value of a condition: choices, dates, times, money, lists, regions.
// fairlead.valueField(settings) gives an element, or null where the plain text field is best.
(() => {
  "use strict";

  const fairlead = window.fairlead;
  const { element } = fairlead;
  const FEW = 30; // choices that stand in a plain list
  const NUMBER = /^-?[\d.]*$/;
  const READS = {
    date: /^\d{4}-\d\d-\d\d$/,
    time: /^([01]\d|2[0-3]):[0-5]\d$/,
    number: NUMBER,
    money: NUMBER,
    attribute: NUMBER,
  };
  const isReadable = (type, values) => values.every((one) => !one || (READS[type]?.test(one) ?? true));

  const typeOf = (editor, field) => editor.types[field] ?? editor.types["attributes."];
  const choicesOf = (editor, field) => editor.sets[editor.choices[field]];

  // A list of few choices, or one value of many with a search.
  const one = ({ editor, options, value, name, look, onChange }) => {
    if (options.length > FEW) {
      const values = value ? [value] : [];
      const settings = { options, values, most: 1, name, look, words: editor.words };
      return fairlead.chooser({ ...settings, onChange: ([only]) => onChange(only ?? "") }).root;
    }
    const known = options.some(([stored]) => stored === value);
    const stranger = value && !known ? [[value, value]] : [];
    const rows = known ? options : [["", "…"], ...stranger, ...options];
    const select = element("select", { className: look, ariaLabel: name });
    select.append(
      ...rows.map(([stored, label]) =>
        element("option", { value: stored, textContent: label, selected: stored === value }),
      ),
    );
    select.value = value && (known || stranger.length) ? value : rows[0][0];
    select.addEventListener("change", () => onChange(select.value));
    return select;
  };

  // One date, time, number or amount.
  const typed = ({ editor, type, value, name, look, onChange }) => {
    const kind = ["date", "time"].includes(type) ? type : "text";
    const input = element("input", { type: kind, value, className: look, ariaLabel: name });
    if (kind === "text") input.inputMode = "decimal";
    input.addEventListener("input", () => onChange(input.value));
    if (type !== "money") return input;
    const currency = element("span", { className: "value-unit", textContent: editor.currency });
    return element("span", { className: "value-money" }, input, currency);
  };

  const range = (settings) => {
    const { editor, values, onChange } = settings;
    const ends = [values[0] ?? "", values[1] ?? ""];
    const end = (place, word) => {
      const { words } = editor;
      const name = `${settings.name}: ${place ? words.until : words.from}`;
      const took = (value) => {
        ends[place] = value;
        onChange(ends.some(Boolean) ? [...ends] : []);
      };
      const rest = { ...settings, value: ends[place], name, onChange: took };
      const field = settings.options ? one(rest) : typed(rest);
      return word ? [element("span", { textContent: word }), field] : [field];
    };
    return element("div", { className: "value-range" }, ...end(0), ...end(1, editor.words.to));
  };

  const regions = ({ editor, values, name, look, onChange, canBeMany }) => {
    const all = (editor.flat ??= [...fairlead.flatRegions(editor.regions).values()]);
    let chosen = values;
    const tree = fairlead.regionTree({
      tree: editor.regions,
      words: editor.words,
      look,
      chosen: () => chosen,
      onToggle: (code) => {
        const has = chosen.includes(code);
        const others = chosen.filter((other) => other !== code);
        chooser.set(has ? others : [...(canBeMany ? others : []), code]);
      },
    });
    const chooser = fairlead.chooser({
      options: all,
      values,
      most: canBeMany ? Infinity : 1,
      name,
      look,
      words: editor.words,
      onChange: (now) => {
        chosen = now;
        tree.branches.querySelectorAll("li").forEach((item) => {
          item.querySelector("input").checked = now.includes(item.dataset.code);
        });
        onChange(now);
      },
    });
    chosen = chooser.values;
    tree.show();
    tree.root.hidden = true;
    const button = element("button", {
      type: "button",
      className: "value-browse",
      textContent: editor.words.regions,
      aria: { expanded: "false" },
    });
    button.addEventListener("click", () => {
      tree.root.hidden = !tree.root.hidden;
      button.setAttribute("aria-expanded", String(!tree.root.hidden));
      if (!tree.root.hidden) tree.search.focus();
    });
    return element("div", { className: "value-regions" }, chooser.root, button, tree.root);
  };

  const many = ({ editor, field, values, name, look, onChange, options }) =>
    fairlead.chooser({
      values,
      options: options ?? (editor.suggestions[field] ?? []).map((value) => [value, value]),
      isOpen: !options,
      name,
      look,
      words: editor.words,
      onChange,
    }).root;

  // settings: editor, field, operator, values, name, look, onChange(values). The element may be
  // null: then the text field itself is shown, with suggestions.
  fairlead.valueField = (settings) => {
    const { editor, field, operator, values } = settings;
    const type = typeOf(editor, field);
    const options = choicesOf(editor, field);
    const single = { ...settings, options, type, value: values[0] ?? "" };
    single.onChange = (value) => settings.onChange(value ? [value] : []);
    const isPlace = type === "region" || field === "rep.areas";
    if (operator === "contains_fact") return one({ ...single, options: editor.facts[field] });
    if (isPlace) return regions({ ...settings, canBeMany: editor.lists.includes(operator) });
    if (operator === "between") {
      return isReadable(type, values) ? range({ ...settings, options, type }) : null;
    }
    if (editor.lists.includes(operator)) return many({ ...settings, options });
    if (options) return one(single);
    const isTyped = ["date", "time", "number", "money"].includes(type);
    return isTyped && isReadable(type, values) ? typed(single) : null;
  };
})();
