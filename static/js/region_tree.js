// Regions as a tree that unfolds, with a search: fairlead.regionTree({tree, ...}).
(() => {
  "use strict";

  const fairlead = window.fairlead;
  const { element, folded } = fairlead;

  // All regions of a tree as [code, name, words], each once.
  fairlead.flatRegions = (tree, found = new Map()) => {
    for (const [code, name, words, children] of tree) {
      if (!found.has(code)) found.set(code, [code, name, words]);
      fairlead.flatRegions(children, found);
    }
    return found;
  };

  // settings: tree [[code, name, words, children]], chosen() -> codes, onToggle(code), words, look.
  class RegionTree {
    constructor(settings) {
      Object.assign(this, settings);
      this.unfolded = new Set();
      this.search = element("input", {
        type: "search",
        className: this.look,
        placeholder: this.words.search,
        ariaLabel: this.words.search,
      });
      this.search.addEventListener("input", () => this.show());
      this.search.addEventListener("change", (event) => event.stopPropagation());
      this.search.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
      });
      this.branches = element("div", { className: "region-branches" });
      this.root = element("div", { className: "region-tree" }, this.search, this.branches);
      this.show();
    }

    show() {
      const wanted = folded(this.search.value);
      const list = this.list(this.tree, wanted, "");
      const nothing = element("p", { textContent: this.words.no_match });
      this.branches.replaceChildren(list ?? nothing);
    }

    // The part of the tree that is to be seen; null if nothing in it matches the search.
    list(nodes, wanted, path) {
      const items = nodes.map((node) => this.item(node, wanted, path)).filter(Boolean);
      return items.length ? element("ul", {}, ...items) : null;
    }

    item([code, name, words, children], wanted, path) {
      const here = `${path}/${code}`;
      const holds = !wanted || folded(name).includes(wanted) || words.includes(wanted);
      const below = wanted ? this.list(children, wanted, here) : null;
      if (!holds && !below) return null;
      const isUnfolded = this.unfolded.has(here);
      const inside = below ?? (isUnfolded ? this.list(children, "", here) : null);
      const box = element("input", { type: "checkbox", checked: this.chosen().includes(code) });
      box.addEventListener("change", (event) => {
        event.stopPropagation();
        this.onToggle(code);
      });
      const label = element("label", {}, box, element("span", { textContent: name }));
      const toggle = children.length && !below ? this.toggle(here, name, isUnfolded) : null;
      const line = element("div", { className: "region-line" }, toggle, label);
      return element("li", { data: { code } }, line, inside);
    }

    toggle(here, name, isUnfolded) {
      const button = element("button", {
        type: "button",
        className: "region-unfold",
        data: { path: here },
        aria: { expanded: String(isUnfolded), label: this.words.unfold.replace("{name}", name) },
      });
      button.addEventListener("click", () => {
        if (!this.unfolded.delete(here)) this.unfolded.add(here);
        this.show();
        this.branches.querySelector(`[data-path="${CSS.escape(here)}"]`)?.focus();
      });
      return button;
    }
  }
  fairlead.regionTree = (settings) => new RegionTree(settings);
})();
