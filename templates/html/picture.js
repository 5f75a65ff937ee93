"use strict";
// The picture: filters by class, the way to whatever is pointed at, and on demand the same in Cytoscape, to zoom and drag.
(() => {
  for (const picture of document.querySelectorAll("figure.picture")) {
    const svg = picture.querySelector("svg");
    const form = picture.querySelector("form");
    const boxes = form.querySelectorAll("input[data-class]");
    const stage = picture.querySelector(".stage");
    const told = picture.querySelector(".way");
    const nodes = [...svg.querySelectorAll("g[data-node]")];
    const edges = [...svg.querySelectorAll("path.edge")];
    // The table and the list of ways have the systems in the order of their numbers.
    const table = picture.parentElement.querySelector("table");
    const list = picture.parentElement.querySelector(":scope > ul");
    const rows = table ? [...table.tBodies[0].rows] : [];
    const ways = list ? [...list.children] : [];
    let graph = null;
    let chosen = null;
    let tapped = null;

    // The edges on the way to a node: those its system was proven with, else the first chain that leads there.
    const wayTo = (node) => {
      if (node.dataset.way !== undefined) return edges.filter((each) => each.dataset.ways.split(" ").includes(node.dataset.way));
      const way = [];
      for (let at = node.dataset.node; way.length < nodes.length;) {
        const edge = edges.find((each) => each.dataset.ends.split(" ")[1] === at && !way.includes(each));
        if (!edge) break;
        way.unshift(edge);
        at = edge.dataset.ends.split(" ")[0];
      }
      return way;
    };

    const update = () => {
      const on = new Set([...boxes].filter((box) => box.checked).map((box) => box.dataset.class));
      const way = chosen ? new Set(wayTo(chosen)) : null;
      const ends = way && new Set([chosen.dataset.node, ...[...way].flatMap((each) => each.dataset.ends.split(" "))]);
      for (const node of nodes) {
        const hidden = node.dataset.class !== "hop" && !on.has(node.dataset.class) && !node.classList.contains("start");
        node.classList.toggle("dim", hidden || Boolean(ends && !ends.has(node.dataset.node)));
        node.classList.toggle("on", Boolean(ends && ends.has(node.dataset.node)));
      }
      for (const edge of edges) {
        const hidden = edge.dataset.class !== "hop" && !on.has(edge.dataset.class);
        edge.classList.toggle("dim", hidden || Boolean(way && !way.has(edge)));
        edge.classList.toggle("on", Boolean(way && way.has(edge)));
      }
      for (const node of nodes.filter((each) => each.dataset.way !== undefined)) {
        for (const line of [rows[node.dataset.way], ways[node.dataset.way]]) if (line) line.hidden = !on.has(node.dataset.class);
      }
      told.hidden = !way || !way.size;
      told.replaceChildren(...[...(way || [])].flatMap((edge) => edge.querySelector("title").textContent.split("\n")).map((line) => {
        const item = document.createElement("li");
        item.textContent = line;
        return item;
      }));
      if (graph) {
        graph.batch(() => {
          nodes.forEach((node) => graph.getElementById("n" + node.dataset.node).toggleClass("dim", node.classList.contains("dim")));
          edges.forEach((edge, number) => graph.getElementById("e" + number)
            .toggleClass("dim", edge.classList.contains("dim")).toggleClass("on", edge.classList.contains("on")));
        });
      }
    };
    const choose = (node) => { chosen = node; update(); };

    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const box of boxes) box.addEventListener("change", update);
    for (const node of nodes) {
      node.addEventListener("mouseenter", () => choose(node));
      node.addEventListener("focusin", () => choose(node));
      // A finger cannot point: its first tap shows the way, the second one follows the link.
      node.addEventListener("click", (event) => {
        if (event.pointerType !== "touch" || tapped === node) return;
        event.preventDefault();
        tapped = node;
        choose(node);
      });
    }
    svg.addEventListener("mouseleave", () => choose(null));

    const colour = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
    const draw = () => {
      stage.style.height = Math.max(240, Math.min(innerHeight * 0.7, svg.viewBox.baseVal.height + 40)) + "px";
      const elements = nodes.map((node) => {
        const box = node.querySelector("rect");
        const side = (name) => Number(box.getAttribute(name));
        return {
          data: {
            id: "n" + node.dataset.node, label: node.querySelector("text").textContent,
            border: node.classList.contains("start") ? colour("--start") : colour("--node"),
            line: node.classList.contains("credential") ? "dashed" : "solid",
          },
          position: { x: side("x") + side("width") / 2, y: side("y") + side("height") / 2 },
        };
      });
      edges.forEach((edge, number) => {
        const [source, target] = edge.dataset.ends.split(" ");
        elements.push({ data: { id: "e" + number, source: "n" + source, target: "n" + target } });
      });
      graph = window.cytoscape({
        container: stage, elements, layout: { name: "preset" }, minZoom: 0.1, maxZoom: 3, autoungrabify: true,
        style: [
          { selector: "node", style: {
            shape: "round-rectangle", width: 190, height: 34, label: "data(label)", "text-valign": "center", "font-size": 13,
            color: colour("--text"), "background-color": colour("--box"), "border-width": 2, "border-color": "data(border)",
            "border-style": "data(line)" } },
          { selector: "edge", style: {
            width: 1.5, "line-color": colour("--quiet"), "curve-style": "bezier", "target-arrow-shape": "triangle",
            "target-arrow-color": colour("--quiet") } },
          { selector: "edge.on", style: { width: 4, "line-color": colour("--alarm"), "target-arrow-color": colour("--alarm") } },
          { selector: ".dim", style: { opacity: 0.15 } },
        ],
      });
      picture.graph = graph;
      graph.fit(undefined, 20);
      graph.on("tap", (event) => choose(event.target === graph || !event.target.isNode()
        ? null : nodes.find((node) => "n" + node.dataset.node === event.target.id())));
      update();
    };
    const button = form.querySelector("button");
    const show = (on) => {
      button.setAttribute("aria-pressed", String(on));
      stage.hidden = !on;
      svg.parentElement.hidden = on;
      choose(null);
      if (on && !graph) draw();
    };
    button.addEventListener("click", () => {
      if (!stage.hidden) { show(false); return; }
      if (window.cytoscape) { show(true); return; }
      const script = document.createElement("script");
      script.src = document.body.dataset.base + "assets/cytoscape.min.js";
      script.onload = () => show(true);
      script.onerror = () => { button.disabled = true; button.textContent = "assets/cytoscape.min.js is missing"; };
      document.head.append(script);
    });
  }
})();
