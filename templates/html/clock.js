"use strict";
// When it may have begun: from ?since= or from what somebody types. Deadlines are counted from it, queries are filled in
// with it, and it goes along to every page that is opened from here.
(() => {
  const UNITS = { s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31536000 };
  const clock = document.querySelector(".clock");
  const since = clock && clock.querySelector("input");
  const blocks = [...document.querySelectorAll("pre code")].map((code) => ({ code, text: code.textContent }));
  const heading = document.getElementById("evidence");
  const note = heading && heading.nextElementSibling;
  const filled = document.createElement("p");
  let begun = NaN;
  if (note) { filled.hidden = true; note.after(filled); }

  // A time in UTC, a day, or how long ago, as the command takes it; milliseconds, or NaN.
  const moment = (text) => {
    if (/^(?=\d)(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$/.test(text)) {
      return Date.now() - 1000 * [...text.matchAll(/(\d+)(.)/g)].reduce((sum, [, count, unit]) => sum + count * UNITS[unit], 0);
    }
    const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/i.exec(text);
    return parts ? Date.parse(parts[1] + "T" + (parts[2] || "00:00") + (parts[3] || "Z").toUpperCase()) : NaN;
  };
  const stamp = (time) => new Date(time).toISOString().slice(0, 19) + "Z";
  const short = (time) => stamp(time).replace(/:00Z$/, "Z");

  const carry = (link) => {
    const to = link.getAttribute("href");
    if (/^(?:[a-z]+:|#)/i.test(to)) return;
    const [, path, query, place] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/.exec(to);
    const words = new URLSearchParams(query || "");
    if (Number.isNaN(begun)) words.delete("since"); else words.set("since", short(begun));
    link.setAttribute("href", path + (String(words) && "?" + words) + (place || ""));
  };
  for (const name of ["pointerdown", "focusin", "click"]) {
    document.addEventListener(name, ({ target }) => {
      const link = target.closest && target.closest("a[href]");
      if (link) carry(link);
    }, true);
  }

  const fill = () => {
    const known = !Number.isNaN(begun);
    const until = stamp(Date.now());
    for (const { code, text } of blocks) {
      const now = known ? text.replaceAll("{since}", stamp(begun)).replaceAll("{until}", until) : text;
      if (code.textContent !== now) code.textContent = now;
    }
    if (!note) return;
    note.hidden = known;
    filled.hidden = !known;
    if (known) filled.textContent = "Filled in: from " + stamp(begun) + " until " + until + ", which is now.";
  };
  document.addEventListener("fill", fill);

  const left = (seconds) => {
    const told = [];
    for (const [size, unit] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
      const count = Math.floor(seconds / size);
      if (count || (unit === "min" && !told.length)) told.push(count + " " + unit);
      seconds -= count * size;
    }
    return told.slice(0, 2).join(" ");
  };
  const tick = () => {
    for (const item of clock ? clock.querySelectorAll("li[data-seconds]") : []) {
      const told = item.querySelector("output");
      item.classList.remove("late");
      if (Number.isNaN(begun)) { told.textContent = ""; continue; }
      const end = begun + 1000 * Number(item.dataset.seconds);
      const rest = Math.floor((end - Date.now()) / 1000);
      const day = Number.isFinite(end) && Math.abs(end) < 8.64e15 ? stamp(end).slice(0, 16) + "Z" : "";
      told.textContent = rest > 0 ? " · " + left(rest) + " left, until " + day : " · too late since " + day;
      item.classList.toggle("late", rest <= 0);
    }
  };
  const begin = (text) => {
    const found = moment(text);
    const ahead = found > Date.now() + 60000;
    begun = ahead || Math.abs(found) > 8.64e15 ? NaN : found;
    if (clock) {
      clock.querySelector(".asked").textContent = ahead ? "That lies ahead: give when it may have begun."
        : text && Number.isNaN(begun) ? "That is no time: write 2026-11-22T02:00Z, or how long ago, such as 90m." : "";
    }
    document.querySelectorAll("a[href]").forEach(carry);
    fill();
    tick();
  };

  const asked = (new URLSearchParams(location.search).get("since") || "").trim();
  begin(asked);
  if (clock) {
    clock.querySelector("form").hidden = false;
    clock.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    since.value = Number.isNaN(begun) ? asked : short(begun);
    since.addEventListener("input", () => begin(since.value.trim()));
    setInterval(tick, 15000);
  }
})();
