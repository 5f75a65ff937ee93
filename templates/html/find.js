"use strict";
// Search. What has all the words comes first; where nothing has, what comes close: punctuation, small words and a slip of
// the finger are forgiven. The index is a script, because a page that is opened from disk may read no other file.
(() => {
  const MOST = 40;
  const ASIDE = new Set(
    ("a about an and any are as at be by can do does for from get has have how i if in is it me my no of off on or our please " +
    "such that the their them there this to up was we what when where which who whom whose why will with " +
    "audit call evidence find leak leaked leaks log logs own owned owner owns page query show stop").split(" "),
  );
  const base = document.body.dataset.base;
  const form = document.querySelector(".search");
  const field = document.getElementById("q");
  const found = document.getElementById("found");
  let entries = null;
  let texts = [];

  const parts = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  const load = () => {
    if (load.begun) return;
    load.begun = true;
    const script = document.createElement("script");
    script.src = base + "assets/search.js";
    script.onload = () => {
      const { words, entries: rows } = window.BLASTRADIUS_SEARCH;
      texts = words.map((each) => each.toLowerCase());
      const titles = new Map();
      entries = rows.map(([title, kind, url, place, ...lines]) => {
        const name = title.toLowerCase();
        if (!titles.has(name)) titles.set(name, texts.push(name) - 1);
        return {
          title, name, kind: words[kind], url: words[url] + words[place], lines: lines.map((each) => words[each]),
          texts: [titles.get(name), kind, ...lines], whole: [name, texts[kind], ...lines.map((each) => texts[each])].join("\n"),
        };
      });
      show();
    };
    script.onerror = () => { found.hidden = false; found.textContent = "The search index assets/search.js is missing."; };
    document.head.append(script);
  };

  // The name first, then whose people they are: what is said of a team stands on the pages of all that it owns.
  const rank = (entry, asked, words) => {
    const own = /^(credential|agent|system)$/.test(entry.kind);
    const named = entry.name === asked ? 0 : entry.name.startsWith(asked) ? 1
      : words.every((word) => entry.name.includes(word)) ? 2
      : words.some((word) => word.length > 2 && entry.name.includes(word)) ? 3 : 4;
    return named + (named === 4 && entry.kind === "team" ? 0 : own ? 0.25 : 0.5);
  };
  const byName = (a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

  const exact = (asked) => {
    const words = asked.split(/\s+/);
    const hits = entries.filter((entry) => words.every((word) => entry.whole.includes(word)));
    const ranks = new Map(hits.map((entry) => [entry, rank(entry, asked, words)]));
    return hits.sort((a, b) => ranks.get(a) - ranks.get(b) || byName(a, b));
  };

  // Edits between two words, two neighbours that changed places counting as one; more than `most` is all the same.
  const edits = (a, b, most) => {
    let before = null;
    let last = Array.from({ length: b.length + 1 }, (_, place) => place);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (before && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        row.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  };

  // Which texts have which word, made when it is first needed.
  let known = null;
  const vocabulary = () => {
    if (known) return known;
    known = new Map();
    texts.forEach((text, number) => {
      for (const token of new Set(parts(text))) {
        const at = known.get(token);
        if (at) at.push(number); else known.set(token, [number]);
      }
    });
    return known;
  };
  // The words meant by one that was typed, with how sure that is: itself, what begins with it, else what is spelt alike.
  const meant = (word) => {
    const sure = [];
    for (const token of vocabulary().keys()) {
      if (token === word) sure.push([token, 1]);
      else if (word.length > 1 && token.startsWith(word)) sure.push([token, 0.8]);
    }
    const most = /\d/.test(word) || word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    if (sure.length || !most) return sure;
    const alike = [];
    for (const token of vocabulary().keys()) {
      if (token.length < 3 || token.length < word.length - most) continue;
      const off = token.length <= word.length + most ? edits(word, token, most) : most + 1;
      if (off <= most) alike.push([token, 0.7 - 0.1 * off]);
      else if (token.length > word.length && edits(word, token.slice(0, word.length), most) <= most) alike.push([token, 0.3]);
    }
    return alike;
  };

  let joined = null;
  const close = (asked) => {
    const typed = [...new Set(parts(asked))];
    const told = typed.filter((word) => !ASIDE.has(word));
    const words = told.length ? told : typed;
    const scores = new Map();
    const matched = new Map();
    const read = [];
    for (const word of words) {
      const tokens = meant(word);
      const sure = new Map();
      for (const [token, weight] of tokens) {
        for (const text of vocabulary().get(token)) sure.set(text, Math.max(sure.get(text) || 0, weight));
      }
      const best = new Map();
      if (sure.size) {
        for (const entry of entries) {
          let most = 0;
          entry.texts.forEach((text, place) => { most = Math.max(most, (sure.get(text) || 0) * (place ? 1 : 2)); });
          if (most) best.set(entry, most);
        }
      }
      const rare = Math.log(1 + entries.length / (best.size || 1));
      for (const [entry, weight] of best) {
        scores.set(entry, (scores.get(entry) || 0) + weight * rare);
        matched.set(entry, (matched.get(entry) || 0) + 1);
      }
      const spelt = tokens.filter(([, weight]) => weight < 0.8).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      if (tokens.length && spelt.length === tokens.length) read.push(spelt[0][0]);
    }
    const whole = typed.join("");
    if (whole.length > 4) {
      joined = joined || texts.map((text) => parts(text).join(""));
      for (const entry of entries) {
        if (entry.texts.some((text) => joined[text].includes(whole))) {
          scores.set(entry, (scores.get(entry) || 0) + (joined[entry.texts[0]].includes(whole) ? 40 : 20));
          matched.set(entry, words.length);
        }
      }
    }
    const hits = [...scores.keys()].filter((entry) => matched.get(entry) * 2 >= words.length);
    const best = hits.reduce((most, entry) => Math.max(most, scores.get(entry)), -Infinity);
    const ranks = new Map(hits.map((entry) => [entry, rank(entry, asked, words)]));
    return {
      read,
      hits: hits.filter((entry) => scores.get(entry) >= best / 2)
        .sort((a, b) => scores.get(b) - scores.get(a) || ranks.get(a) - ranks.get(b) || byName(a, b)),
    };
  };

  const say = (text) => {
    const item = document.createElement("li");
    item.textContent = text;
    found.append(item);
  };
  // What comes close takes longer to find: a pause in typing is waited for, but not by whoever presses Enter.
  const PAUSE = 150;
  let waiting = 0;
  const show = () => {
    clearTimeout(waiting);
    waiting = 0;
    const asked = field.value.toLowerCase().trim();
    if (!entries) return;
    const hits = asked ? exact(asked) : [];
    if (asked && !hits.length) waiting = setTimeout(showClose, PAUSE, asked);
    else list(hits, asked.split(/\s+/), "");
    found.hidden = !asked;
  };
  const showClose = (asked) => {
    clearTimeout(waiting);
    waiting = 0;
    const { hits, read } = close(asked);
    const note = read.length ? "Nothing is spelt like that. Did you mean " + read.join(", ") + "?" : "Nothing has all of that. Close to it:";
    list(hits, [...asked.split(/\s+/), ...read], hits.length ? note : "Nothing has these words.");
  };
  const list = (hits, words, note) => {
    found.replaceChildren();
    if (note) say(note);
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
    if (hits.length > MOST) say((hits.length - MOST) + " more: type on");
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (waiting) showClose(field.value.toLowerCase().trim());
    const first = found.querySelector("a");
    if (first) first.click();
  });
  // A place on the page that is open is gone to without a new page, so that what was found has to go out of the way.
  found.addEventListener("click", (event) => { if (event.target.closest("a")) found.hidden = true; });
  field.addEventListener("focus", load);
  field.addEventListener("input", () => { load(); show(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && !document.activeElement.isContentEditable) {
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
})();
