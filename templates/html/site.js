"use strict";
(() => {
  const base = document.body.dataset.base;

  // Copy buttons for audit queries.
  for (const block of document.querySelectorAll("pre")) {
    const text = block.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy this query");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        const range = document.createRange();
        range.selectNodeContents(block.querySelector("code") || block);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        button.textContent = "Selected: press Ctrl+C";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 3000);
    });
    block.append(button);
  }

  // Search: the index is a script, because a page that is opened from disk may read no other file.
  const form = document.querySelector(".search");
  const field = document.getElementById("q");
  const found = document.getElementById("found");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = found.querySelector("a");
    if (first) first.click();
  });
  const load = () => {
    if (load.begun) return;
    load.begun = true;
    const script = document.createElement("script");
    script.src = base + "assets/search.js";
    script.onload = show;
    script.onerror = () => { found.hidden = false; found.textContent = "The search index assets/search.js is missing."; };
    document.head.append(script);
  };
  const show = () => {
    const entries = window.BLASTRADIUS_SEARCH;
    if (!entries) return;
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.replaceChildren();
    found.hidden = !words.length;
    if (!words.length) return;
    const hits = [];
    for (const entry of entries) {
      const [title, kind, url, text] = entry;
      const whole = (title + " " + kind + " " + text).toLowerCase();
      if (!words.every((word) => whole.includes(word))) continue;
      const name = title.toLowerCase();
      const rank = name === words[0] ? 0 : name.startsWith(words[0]) ? 1 : name.includes(words[0]) ? 2 : 3;
      hits.push([rank, title, entry]);
    }
    hits.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
    for (const [, , [title, kind, url, text]] of hits.slice(0, 40)) {
      const link = document.createElement("a");
      link.href = base + url;
      const about = document.createElement("small");
      const line = text.split("\n").find((each) => words.some((word) => each.toLowerCase().includes(word)));
      about.textContent = " " + kind + (line && !title.toLowerCase().includes(words[0]) ? ": " + line : "");
      link.append(title, about);
      const item = document.createElement("li");
      item.append(link);
      found.append(item);
    }
    const note = document.createElement("li");
    note.textContent = hits.length ? (hits.length > 40 ? (hits.length - 40) + " more: type on" : "") : "Nothing has these words.";
    if (note.textContent) found.append(note);
  };
  field.addEventListener("focus", load);
  field.addEventListener("input", () => { load(); show(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      field.focus();
    } else if (event.key === "Escape") {
      found.hidden = true;
    }
  });

  // Deadlines: counted from ?since=, or from the time that somebody types.
  const clock = document.querySelector(".clock");
  if (clock) {
    const since = clock.querySelector("input");
    clock.querySelector("form").hidden = false;
    clock.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    const asked = new URLSearchParams(location.search).get("since");
    if (asked) since.value = asked;
    const left = (seconds) => {
      const parts = [[86400, "d"], [3600, "h"], [60, "min"]];
      const told = [];
      for (const [size, unit] of parts) {
        const count = Math.floor(seconds / size);
        if (count || (unit === "min" && !told.length)) told.push(count + " " + unit);
        seconds -= count * size;
      }
      return told.slice(0, 2).join(" ");
    };
    const tick = () => {
      const began = Date.parse(since.value.trim().replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d)$/, "$1Z"));
      for (const item of clock.querySelectorAll("li[data-seconds]")) {
        const told = item.querySelector("output");
        item.classList.remove("late");
        if (Number.isNaN(began)) { told.textContent = ""; continue; }
        const end = began + 1000 * Number(item.dataset.seconds);
        const rest = Math.floor((end - Date.now()) / 1000);
        const day = Number.isFinite(end) && Math.abs(end) < 8.64e15 ? new Date(end).toISOString().slice(0, 16) + "Z" : "";
        told.textContent = rest > 0 ? ": " + left(rest) + " left, until " + day : ": too late since " + day;
        item.classList.toggle("late", rest <= 0);
      }
      clock.querySelector(".asked").textContent =
        Number.isNaN(began) && since.value ? "That is no time: write 2026-11-22T02:00Z." : "";
    };
    since.addEventListener("input", tick);
    tick();
    setInterval(tick, 15000);
  }

  // The picture: point at something to see what leads there; choose classes to see.
  for (const picture of document.querySelectorAll(".picture")) {
    const boxes = picture.querySelectorAll("input[data-class]");
    picture.querySelector("form").hidden = false;
    const update = () => {
      const on = new Set([...boxes].filter((box) => box.checked).map((box) => box.dataset.class));
      for (const node of picture.querySelectorAll("[data-class]:not(input)")) {
        node.classList.toggle("dim", !on.has(node.dataset.class));
      }
    };
    for (const box of boxes) box.addEventListener("change", update);
  }
})();
