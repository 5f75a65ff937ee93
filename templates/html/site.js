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
  const MOST = 40;
  let entries = null;
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
    script.onload = () => {
      const { words, entries: rows } = window.BLASTRADIUS_SEARCH;
      const small = words.map((each) => each.toLowerCase());
      entries = rows.map(([title, kind, url, ...lines]) => ({
        title, kind: words[kind], url: words[url], lines: lines.map((each) => words[each]), name: title.toLowerCase(),
        whole: [title.toLowerCase(), small[kind], ...lines.map((each) => small[each])].join("\n"),
      }));
      show();
    };
    script.onerror = () => { found.hidden = false; found.textContent = "The search index assets/search.js is missing."; };
    document.head.append(script);
  };
  const rank = (entry, word) => {
    const own = /^(credential|agent|system)$/.test(entry.kind) ? 0 : 0.5;
    return own + (entry.name === word ? 0 : entry.name.startsWith(word) ? 1 : entry.name.includes(word) ? 2 : 3);
  };
  const show = () => {
    if (!entries) return;
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.replaceChildren();
    found.hidden = !words.length;
    if (!words.length) return;
    const hits = entries.filter((entry) => words.every((word) => entry.whole.includes(word)));
    hits.sort((a, b) => rank(a, words[0]) - rank(b, words[0]) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const entry of hits.slice(0, MOST)) {
      const link = document.createElement("a");
      link.href = base + entry.url;
      const kind = document.createElement("b");
      kind.textContent = entry.kind;
      const line = entry.lines.find((each) => words.some((word) => each.toLowerCase().includes(word)));
      const about = document.createElement("small");
      about.textContent = line || entry.lines[0] || "";
      link.append(entry.title, " ", kind, about);
      const item = document.createElement("li");
      item.append(link);
      found.append(item);
    }
    const note = document.createElement("li");
    note.textContent = hits.length > MOST ? (hits.length - MOST) + " more: type on" : hits.length ? "" : "Nothing has these words.";
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
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && form.contains(document.activeElement)) {
      const links = [field, ...found.querySelectorAll("a")];
      const next = links[links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  });

  // A page that nobody has reviewed for too long says so by the reader's clock.
  const main = document.getElementById("main");
  const expires = main.dataset.expires;
  if (expires && Date.parse(expires) < Date.now()) {
    const caution = document.createElement("blockquote");
    caution.className = "caution";
    caution.setAttribute("role", "alert");
    const told = document.createElement("p");
    const bold = document.createElement("strong");
    bold.textContent = "EXPIRED on " + expires.slice(0, 10) + ".";
    told.append(bold, " Nobody has reviewed this page since: check each fact before you rely on it.");
    caution.append(told);
    main.querySelector("h1").after(caution);
  }

  // Dates on which proof runs out, by the reader's clock.
  for (const until of document.querySelectorAll("time[data-until]")) {
    if (Date.parse(until.dateTime) < Date.now()) {
      until.className = "late";
      until.textContent += ": ran out";
    }
  }

  // The log: written on the page and kept by nobody, so that it is copied out of it.
  const heading = document.getElementById("log");
  const log = heading && heading.parentElement.querySelector("table");
  if (log) {
    for (const cell of log.querySelectorAll("td")) {
      const written = document.createElement("div");
      written.contentEditable = "true";
      written.setAttribute("role", "textbox");
      written.setAttribute("aria-label", log.querySelectorAll("th")[cell.cellIndex].textContent + ": " + cell.textContent.trim());
      cell.append(" ", written);
    }
    log.addEventListener("focusin", ({ target }) => {
      if (target.parentElement.cellIndex === 0 && !target.textContent.trim()) {
        target.textContent = new Date().toISOString().slice(0, 16) + "Z";
      }
    });
    const copy = document.createElement("button");
    copy.type = "button";
    copy.textContent = "Copy the log";
    copy.addEventListener("click", async () => {
      const lines = [...log.rows].map((row) => "| " + [...row.cells].map((cell) => cell.textContent.trim().replace(/\|/g, "\\|")).join(" | ") + " |");
      lines.splice(1, 0, "| --- | --- | --- |");
      try {
        await navigator.clipboard.writeText(lines.join("\n") + "\n");
        copy.textContent = "Copied, as Markdown";
      } catch {
        copy.textContent = "The browser does not let this page copy: select the table";
      }
    });
    heading.parentElement.append(copy);
  }

  // When it may have begun goes along to the pages that are opened from here.
  let begun = new URLSearchParams(location.search).get("since") || "";
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || !begun || /^(?:[a-z]+:|#)/i.test(link.getAttribute("href"))) return;
    const address = new URL(link.getAttribute("href"), location.href);
    address.searchParams.set("since", begun);
    link.setAttribute("href", address.href);
  }, true);

  // Deadlines: counted from ?since=, or from the time that somebody types.
  const clock = document.querySelector(".clock");
  if (clock) {
    const since = clock.querySelector("input");
    clock.querySelector("form").hidden = false;
    clock.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    since.value = begun;
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
        told.textContent = rest > 0 ? " · " + left(rest) + " left, until " + day : " · too late since " + day;
        item.classList.toggle("late", rest <= 0);
      }
      begun = Number.isNaN(began) ? "" : since.value.trim();
      clock.querySelector(".asked").textContent =
        Number.isNaN(began) && since.value ? "That is no time: write 2026-11-22T02:00Z." : "";
    };
    since.addEventListener("input", tick);
    tick();
    setInterval(tick, 15000);
  }
})();
