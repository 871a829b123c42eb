// What a page of the site does beyond being read: theme, menu, search, diagrams that pan and zoom.
// Plain script, so that it works from a folder; without it every page can still be read and followed.
"use strict";
(() => {
  const html = document.documentElement;
  const root = html.dataset.root;
  const kept = {
    get: () => { try { return localStorage.getItem("site-theme"); } catch { return null; } },
    set: (theme) => { try { localStorage.setItem("site-theme", theme); } catch { /* a browser may forbid it */ } },
  };
  html.classList.add("js");
  if (["light", "dark"].includes(kept.get())) html.dataset.theme = kept.get(); // before anything is painted

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  // ---- theme and menu -----------------------------------------------------------------------------------------

  function theme() {
    const button = document.querySelector("button.theme");
    const dark = () => (html.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    const show = () => button.setAttribute("aria-pressed", String(dark()));
    button.hidden = false;
    button.addEventListener("click", () => { html.dataset.theme = dark() ? "light" : "dark"; kept.set(html.dataset.theme); show(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    show();
  }

  function menu() {
    const button = document.querySelector("button.menu");
    const side = document.getElementById("menu");
    button.hidden = false;
    button.addEventListener("click", () => button.setAttribute("aria-expanded", String(side.classList.toggle("open"))));
    const current = side.querySelector("[aria-current]");
    if (current && side.scrollHeight > side.clientHeight) side.scrollTop = current.offsetTop - side.clientHeight / 2;
  }

  // ---- search -------------------------------------------------------------------------------------------------

  const SHOWN = 40;
  const KINDS = ["domain", "table", "query", "enum", "type", "function", "column", "index", "constraint"];

  function loaded() { // the index, fetched when it is first wanted
    loaded.promise ??= new Promise((resolve, reject) => {
      const script = make("script");
      script.src = `${root}assets/search-index.js`;
      script.onload = () => resolve(window.siteIndex.map((entry) => ({ entry, name: entry[1].toLowerCase(), all: entry.slice(1, 4).join(" ").toLowerCase() })));
      script.onerror = reject;
      document.head.append(script);
    });
    return loaded.promise;
  }

  function worth(item, whole, words) { // smaller is better; Infinity where a word is missing
    if (!words.every((word) => item.all.includes(word))) return Infinity;
    const kind = KINDS.indexOf(item.entry[0]);
    const rank = kind < 0 ? KINDS.length : kind;
    const { name } = item;
    if (name === whole) return rank;
    if (name.startsWith(whole)) return 100 + rank * 4 + Math.min(3, name.length / 20);
    if (words.every((word) => name.includes(word))) return 200 + rank * 4 + Math.min(3, name.length / 20);
    return 300 + rank;
  }

  function marked(text, words) { // the text with what was looked for marked
    const line = make("span");
    const low = text.toLowerCase();
    const hits = words.map((word) => [low.indexOf(word), word.length]).filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0]);
    let from = 0;
    for (const [at, length] of low.length === text.length ? hits : []) {
      if (at < from) continue;
      line.append(text.slice(from, at), make("mark", "", text.slice(at, at + length)));
      from = at + length;
    }
    line.append(text.slice(from));
    return line;
  }

  function option([kind, name, where, said, address], index, words) {
    const hit = make("div", "hit");
    hit.id = `hit-${index}`;
    hit.setAttribute("role", "option");
    hit.dataset.address = root + address;
    const what = make("span", "what");
    what.append(marked(name, words));
    if (where) what.append(make("span", "where", ` ${where}`));
    hit.append(make("span", "kind", kind), what);
    if (said) hit.append(make("span", "said", said));
    return hit;
  }

  function search() {
    const box = document.querySelector(".search");
    const input = document.getElementById("search");
    const list = document.getElementById("search-found");
    const count = document.getElementById("search-count");
    let chosen = -1;
    box.hidden = false;

    const choose = (index) => {
      const options = [...list.querySelectorAll("[role=option]")];
      chosen = options.length ? (index + options.length) % options.length : -1;
      options.forEach((each, at) => each.setAttribute("aria-selected", String(at === chosen)));
      if (chosen >= 0) { input.setAttribute("aria-activedescendant", options[chosen].id); options[chosen].scrollIntoView({ block: "nearest" }); }
      else input.removeAttribute("aria-activedescendant");
    };
    const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); choose(-1 - list.childElementCount); };
    const go = (hit) => { close(); location.href = hit.dataset.address; };

    async function look() {
      const whole = input.value.trim().toLowerCase();
      if (!whole) { list.replaceChildren(); count.textContent = ""; close(); return; }
      const items = await loaded();
      if (whole !== input.value.trim().toLowerCase()) return;
      const words = whole.split(/\s+/);
      const found = items.map((item) => [worth(item, whole, words), item.entry]).filter(([value]) => value < Infinity);
      found.sort((a, b) => a[0] - b[0] || (a[1][1] < b[1][1] ? -1 : 1));
      list.replaceChildren(...found.slice(0, SHOWN).map(([, entry], index) => option(entry, index, words)));
      count.textContent = found.length ? `${found.length} found` : "Nothing found";
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      if (found.length) choose(0); else { list.append(make("p", "none-found", `Nothing is called, or says, “${input.value.trim()}”.`)); choose(-1); }
    }

    input.addEventListener("focus", () => loaded().catch(() => {}), { once: true });
    input.addEventListener("input", look);
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); if (list.hidden) look(); else choose(chosen + (event.key === "ArrowDown" ? 1 : -1)); }
      else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); go(list.querySelectorAll("[role=option]")[chosen]); }
      else if (event.key === "Escape") { if (list.hidden) input.value = ""; close(); }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => { const hit = event.target.closest("[role=option]"); if (hit) go(hit); });
    input.addEventListener("blur", close);
    document.addEventListener("keydown", (event) => {
      const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); input.focus(); input.select(); }
    });
  }

  // ---- diagrams -----------------------------------------------------------------------------------------------

  class Viewer { // shows a part of an SVG by its viewBox: sharp at every size
    constructor(figure) {
      this.figure = figure;
      this.stage = figure.querySelector(".stage");
      this.svg = figure.querySelector("svg");
      this.all = this.svg.getAttribute("viewBox").split(/[\s,]+/).map(Number);
      this.pointers = new Map();
      this.moved = 0;
      figure.classList.add("live");
      this.tools();
      this.listen();
      this.show([...this.all]);
    }

    show(view) {
      this.view = view;
      this.svg.setAttribute("viewBox", view.map((value) => value.toFixed(2)).join(" "));
      this.figure.classList.toggle("zoomed", view[2] < this.all[2] - 0.5);
    }

    get scale() { // pixels on the screen for each unit of the picture
      const box = this.svg.getBoundingClientRect();
      return Math.min(box.width / this.view[2], box.height / this.view[3]);
    }

    at(x, y) { // a place on the screen, in the picture
      const box = this.svg.getBoundingClientRect();
      const scale = this.scale;
      return [this.view[0] + this.view[2] / 2 + (x - box.left - box.width / 2) / scale, this.view[1] + this.view[3] / 2 + (y - box.top - box.height / 2) / scale];
    }

    zoom(factor, x, y) { // about a place on the screen; the middle by default
      const box = this.svg.getBoundingClientRect();
      const [cx, cy] = this.at(x ?? box.left + box.width / 2, y ?? box.top + box.height / 2);
      const width = Math.min(this.all[2] * 1.5, Math.max(this.all[2] / 24, this.view[2] / factor));
      const share = width / this.view[2];
      this.show([cx - (cx - this.view[0]) * share, cy - (cy - this.view[1]) * share, width, this.view[3] * share]);
    }

    pan(dx, dy) { // by pixels; the picture's middle stays within its frame
      const scale = this.scale;
      const within = (value, low, length, part) => Math.min(low + length - part / 2, Math.max(low - part / 2, value));
      const [left, top, width, height] = this.all;
      this.show([within(this.view[0] - dx / scale, left, width, this.view[2]), within(this.view[1] - dy / scale, top, height, this.view[3]), this.view[2], this.view[3]]);
    }

    fit() { this.show([...this.all]); }

    whole(on) {
      this.figure.classList.toggle("whole", on);
      this.full.textContent = on ? "Close" : "Full";
      this.full.setAttribute("aria-pressed", String(on));
      this.fit();
    }

    tools() {
      const bar = make("div", "tools");
      const add = (text, label, act) => {
        const button = make("button", "", text);
        button.type = "button";
        if (label) button.setAttribute("aria-label", label);
        button.addEventListener("click", act);
        bar.append(button);
        return button;
      };
      add("+", "Zoom in", () => this.zoom(1.4));
      add("−", "Zoom out", () => this.zoom(1 / 1.4));
      add("Fit", "", () => this.fit());
      this.full = add("Full", "", () => this.whole(!this.figure.classList.contains("whole")));
      this.figure.prepend(bar);
    }

    listen() {
      const { stage } = this;
      stage.addEventListener("wheel", (event) => {
        if (!event.ctrlKey && !event.metaKey && !this.figure.classList.contains("whole")) return; // the page scrolls
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.004 : 0.0015)), event.clientX, event.clientY);
      }, { passive: false });
      stage.addEventListener("pointerdown", (event) => this.down(event));
      stage.addEventListener("pointermove", (event) => this.move(event));
      for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) stage.addEventListener(name, (event) => this.up(event));
      stage.addEventListener("dragstart", (event) => event.preventDefault());
      stage.addEventListener("click", (event) => { if (this.moved > 4) { event.preventDefault(); event.stopPropagation(); } }, true);
      stage.addEventListener("keydown", (event) => this.key(event));
      this.figure.addEventListener("keydown", (event) => { if (event.key === "Escape") this.whole(false); });
      stage.addEventListener("focusin", (event) => this.reveal(event.target));
    }

    down(event) {
      if (event.button) return;
      this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
      this.moved = 0;
    }

    move(event) {
      const before = this.pointers.get(event.pointerId);
      if (!before) return;
      const now = [event.clientX, event.clientY];
      const other = [...this.pointers].find(([id]) => id !== event.pointerId)?.[1];
      this.moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      if (this.moved > 4 && !stageHolds(this.stage, event.pointerId)) { this.stage.setPointerCapture(event.pointerId); this.figure.classList.add("dragged"); }
      this.pointers.set(event.pointerId, now);
      if (other) {
        const apart = (from) => Math.hypot(from[0] - other[0], from[1] - other[1]);
        this.zoom(apart(now) / Math.max(1, apart(before)), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
      } else if (event.pointerType === "mouse" || this.figure.matches(".zoomed, .whole")) this.pan(now[0] - before[0], now[1] - before[1]);
    }

    up(event) {
      this.pointers.delete(event.pointerId);
      if (!this.pointers.size) this.figure.classList.remove("dragged");
    }

    key(event) {
      const step = 60;
      const acts = {
        ArrowLeft: () => this.pan(step, 0), ArrowRight: () => this.pan(-step, 0), ArrowUp: () => this.pan(0, step), ArrowDown: () => this.pan(0, -step),
        "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), 0: () => this.fit(),
      };
      if (!acts[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      acts[event.key]();
    }

    reveal(target) { // what the keyboard comes to is moved into sight
      if (!target.matches("a") || !target.matches(":focus-visible")) return;
      const box = target.getBoundingClientRect();
      const frame = this.svg.getBoundingClientRect();
      const hidden = box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
      if (hidden) this.pan(frame.left + frame.width / 2 - box.left - box.width / 2, frame.top + frame.height / 2 - box.top - box.height / 2);
    }
  }

  const stageHolds = (stage, pointer) => stage.hasPointerCapture(pointer);

  // ---- paper --------------------------------------------------------------------------------------------------

  function paper() { // what is folded away is printed, too
    let opened = [];
    addEventListener("beforeprint", () => { opened = [...document.querySelectorAll("details:not([open])")]; opened.forEach((each) => { each.open = true; }); });
    addEventListener("afterprint", () => opened.forEach((each) => { each.open = false; }));
  }

  document.addEventListener("DOMContentLoaded", () => {
    theme();
    menu();
    search();
    paper();
    document.querySelectorAll(".viewer").forEach((figure) => new Viewer(figure));
  });
})();
