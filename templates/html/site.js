"use strict";
(() => {
  // Copy buttons for audit queries.
  for (const block of document.querySelectorAll("pre")) {
    const code = block.querySelector("code") || block;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy this query");
    button.addEventListener("click", async () => {
      document.dispatchEvent(new Event("fill"));
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        const range = document.createRange();
        range.selectNodeContents(code);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        button.textContent = "Selected: press Ctrl+C";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 3000);
    });
    block.append(button);
  }

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
})();
