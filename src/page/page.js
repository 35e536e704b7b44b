"use strict";
// Makes a list of the answers, with a choice of them and one at a time. Without it the page can still be read whole.
document.documentElement.classList.add("js");
addEventListener("DOMContentLoaded", () => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;
  root.classList.add("ready");
  const answers = one(".answers");
  const form = one(".tools");
  const pager = one(".pager");
  const peek = one(".peek");
  const tip = one(".tip");
  const articles = all("article");
  const handedIn = new Map(articles.map((article, at) => [article, at]));
  const nameOf = (article) => one("h3", article).textContent;
  const titles = new Map();
  for (const option of form.elements.c.options) {
    if (option.value) titles.set(option.value, option.textContent.replace(/^\d+ /, ""));
  }
  const title = document.title;
  let shown = articles;
  let before = null;

  // Of many answers the texts stand in noscript, which costs a browser next to nothing until they are wanted. They were escaped
  // where the page was made, and its policy lets no script in; so they may become elements.
  const unfolded = new WeakSet();
  const unfold = (article) => {
    const folded = one("noscript", article);
    folded?.insertAdjacentHTML("afterend", folded.textContent);
    folded?.remove();
    if (unfolded.has(article)) return;
    unfolded.add(article);
    for (const reference of all(".r", article)) {
      const number = reference.textContent;
      const title = titles.get(`${article.dataset.q}:${number - 1}`);
      const idle = reference.classList.contains("d") ? ", does not count" : "";
      reference.dataset.c = number;
      reference.setAttribute("aria-label", `${number}: ${title}${idle}`);
    }
  };

  // The words of an answer, for the search.
  const words = new Map();
  const wordsOf = (article) => {
    if (!words.has(article)) {
      const folded = one("noscript", article);
      const html = folded ? folded.textContent.split('<div class="why">')[0] : "";
      const text = folded
        ? html.replace(/<a class="r[^>]*>\d+<\/a>/g, "").replace(/<[^>]*>/g, "")
          .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&")
        : all(".words", article).map((element) => {
          const copy = element.cloneNode(true);
          all(".r", copy).forEach((reference) => reference.remove());
          return copy.textContent;
        }).join(" ");
      words.set(article, `${nameOf(article)} ${text}`.toLowerCase().replace(/\s+/g, " "));
    }
    return words.get(article);
  };

  // What was searched for, in the text that is read.
  let found = [];
  const show = (article) => {
    if (!globalThis.Highlight) return;
    const ranges = [];
    const walker = document.createTreeWalker(one(".words", article), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data.toLowerCase();
      for (const word of text.length === node.length ? found : []) {
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };

  // The choice.
  let scores = null;
  const number = (text) => Number(text);
  const within = (value, range) => {
    const [low, high] = range.split("-").map(number);
    return value >= low && value <= high;
  };
  const chosen = (article, choice) => {
    const { q, s, k, v, b, f, p, r } = article.dataset;
    const flags = f ? f.split("|") : [];
    const [question, criterion] = choice.c.split(":");
    const letter = choice.c ? (q === question ? v[criterion] ?? "" : "") : null;
    return (!choice.q || q === choice.q)
      && (!choice.b || `${q}:${b}` === choice.b || (choice.b === "p" && p !== undefined) || (choice.b === "n" && p === undefined && v !== ""))
      && (!scores || (v !== "" && within(number(s), scores)))
      && (!choice.k || within(number(k), choice.k))
      && (!choice.f || (choice.f === "!" ? r !== undefined : choice.f === "*" ? flags.length > 0 : choice.f === "-" ? flags.length === 0 : flags.includes(choice.f)))
      && (letter === null ? !choice.v || [...v].some((one) => choice.v.includes(one)) : letter !== "" && (!choice.v || choice.v.includes(letter)))
      && choice.find.every((word) => wordsOf(article).includes(word));
  };
  const orders = {
    high: (a, b) => b.dataset.s - a.dataset.s,
    low: (a, b) => a.dataset.s - b.dataset.s,
    unsure: (a, b) => a.dataset.k - b.dataset.k,
    name: (a, b) => nameOf(a).localeCompare(nameOf(b), "en", { numeric: true }),
    "": () => 0,
  };
  let ordered = "";
  const order = (by) => {
    if (by === ordered) return;
    ordered = by;
    for (const list of all(".list")) {
      const own = all("article", list);
      own.sort((a, b) => orders[by](a, b) || handedIn.get(a) - handedIn.get(b));
      list.append(...own);
    }
  };
  const choose = () => {
    const field = (name) => form.elements[name]?.value ?? "";
    const choice = { q: field("q"), b: field("b"), c: field("c"), v: field("v"), f: field("f"), k: field("k") };
    choice.find = field("find").toLowerCase().split(/\s+/).filter(Boolean);
    found = choice.find;
    order(field("order"));
    shown = all("article").filter((article) => {
      article.hidden = !chosen(article, choice);
      return !article.hidden;
    });
    for (const group of all(".group")) group.hidden = !one("article:not([hidden])", group);
    for (const section of all("section.question")) section.hidden = choice.q !== "" && section.dataset.q !== choice.q;
    const narrowed = scores || choice.find.length > 0 || ["q", "b", "c", "v", "f", "k"].some((name) => choice[name]);
    const between = scores ? `, score ${scores.split("-").map((at) => Math.floor(at / 10)).join(" to ")} %` : "";
    form.elements.n.value = narrowed ? `${shown.length} of ${articles.length} answers${between}` : `${articles.length} answers`;
    one("[type=reset]", form).hidden = !narrowed;
    one("details", form).classList.toggle("active", Boolean(narrowed));
  };
  let waiting = 0;
  form.addEventListener("input", (event) => {
    if (event.target.name === "full") {
      answers.classList.toggle("lines", !event.target.checked);
      if (event.target.checked) watch();
      return;
    }
    clearTimeout(waiting);
    waiting = setTimeout(choose, event.target.name === "find" ? 150 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    const texts = form.elements.full.checked;
    const by = form.elements.order.value;
    scores = null;
    setTimeout(() => {
      form.elements.full.checked = texts;
      form.elements.order.value = by;
      choose();
    });
  });

  // Texts unfold when they come near.
  let watcher = null;
  const watch = () => {
    if (watcher) return;
    watcher = new IntersectionObserver((entries) => {
      for (const { target } of entries.filter((entry) => entry.isIntersecting)) {
        unfold(target);
        watcher.unobserve(target);
      }
    }, { rootMargin: "1200px" });
    articles.forEach((article) => watcher.observe(article));
  };
  addEventListener("beforeprint", () => (root.classList.contains("one") ? [] : shown).forEach(unfold));

  // One answer at a time: the part of the address after # names it.
  const named = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch { /* as it stands */ }
    return name ? document.getElementById(name)?.closest("article") ?? null : null;
  };
  const read = (article) => {
    before?.classList.remove("open", "lit");
    before?.closest(".group").classList.remove("here");
    peek.hidden = true;
    root.classList.toggle("one", Boolean(article));
    pager.hidden = !article;
    document.title = article ? `${nameOf(article)} · ${title}` : title;
    if (!article) {
      if (before && !before.hidden) {
        before.scrollIntoView({ block: "center" });
        one("h3 a", before).focus({ preventScroll: true });
      }
      before = null;
      return;
    }
    before = article;
    unfold(article);
    article.classList.add("open");
    // It scrolls by itself where it stands beside the text.
    const why = one(".why", article);
    why.tabIndex = 0;
    why.setAttribute("role", "region");
    why.setAttribute("aria-label", "Criteria");
    article.closest(".group").classList.add("here");
    const at = shown.indexOf(article);
    const link = (name, target) => {
      const element = one(name, pager);
      if (target) element.href = `#${encodeURI(target.id)}`; else element.removeAttribute("href");
    };
    link(".before", at > 0 ? shown[at - 1] : null);
    link(".after", at >= 0 ? shown[at + 1] : null);
    one(".place", pager).textContent = at >= 0 ? `${at + 1} of ${shown.length}` : "";
    const same = articles.filter((other) => nameOf(other) === nameOf(article)).length;
    one(".same", pager).hidden = same < 2;
    one(".same", pager).textContent = `All ${same} of ${nameOf(article)}`;
    show(article);
    scrollTo(0, 0);
    const heading = one("h3 a", article);
    heading.focus({ preventScroll: true });
  };
  const route = () => {
    const article = named();
    if (article || before) read(article);
  };
  addEventListener("hashchange", route);
  addEventListener("keydown", (event) => {
    if (!before || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input, select, textarea")) return;
    const go = { ArrowLeft: ".before", ArrowRight: ".after", Escape: ".back" }[event.key];
    if (event.key === "Escape" && !peek.hidden) { peek.hidden = true; return; }
    if (go) one(go, pager).click();
  });

  // Evidence and criterion show each other.
  const light = (article, numbers) => {
    article.classList.toggle("lit", numbers.length > 0);
    for (const element of all("mark, .criteria > li", article)) {
      element.classList.toggle("on", element.dataset.c.split(" ").some((own) => numbers.includes(own)));
    }
  };
  const numbersAt = (target) => {
    const element = target.closest?.("[data-c]");
    return element && element.closest("article") ? element.dataset.c.split(" ") : [];
  };
  for (const kind of ["pointerover", "focusin"]) {
    answers.addEventListener(kind, (event) => {
      const article = event.target.closest("article");
      if (article && unfolded.has(article)) light(article, numbersAt(event.target));
    });
  }
  for (const kind of ["pointerout", "focusout"]) {
    answers.addEventListener(kind, (event) => {
      const article = event.target.closest("article.lit");
      if (article && !article.contains(event.relatedTarget)) light(article, []);
    });
  }
  const showCriterion = (article, wanted) => {
    const item = one(`.criteria > li[data-c="${wanted}"]`, article);
    if (!item) return;
    light(article, [wanted]);
    const copy = item.cloneNode(true);
    copy.removeAttribute("id");
    const list = document.createElement("div");
    list.append(...copy.childNodes);
    list.className = item.className;
    const frame = document.createElement("div");
    frame.className = "criteria";
    frame.append(list);
    peek.replaceChildren(frame);
    peek.hidden = false;
  };

  document.addEventListener("click", (event) => {
    const filter = event.target.closest?.("[data-filter]");
    if (event.target.closest?.(".same") && before) {
      form.reset();
      form.elements.find.value = nameOf(before);
    }
    const reference = event.target.closest?.(".r, mark");
    if (!event.target.closest?.(".peek")) peek.hidden = true;
    if (filter) {
      event.preventDefault();
      const wanted = new URLSearchParams(filter.dataset.filter);
      for (const name of ["q", "b", "c", "v", "f", "k"]) {
        if (form.elements[name]) form.elements[name].value = wanted.get(name) ?? "";
      }
      if (form.elements.q && articles.length) form.elements.q.value = wanted.get("q") ?? "";
      form.elements.find.value = "";
      scores = wanted.get("s");
      choose();
      answers.scrollIntoView();
      one("h3 a", shown[0] ?? articles[0])?.focus({ preventScroll: true });
    } else if (reference) {
      const article = reference.closest("article");
      const narrow = !matchMedia("(min-width: 60rem)").matches;
      event.preventDefault();
      const wanted = reference.dataset.c.split(" ")[0];
      if (narrow) {
        showCriterion(article, wanted);
      } else {
        light(article, [wanted]);
        one(`.criteria > li[data-c="${wanted}"]`, article)?.scrollIntoView({ block: "nearest" });
      }
    }
  });

  // The picture tells which answer a column is, and leads to it.
  const ranked = new Map();
  const column = (event) => {
    const strip = event.target.closest?.(".strip");
    if (!strip) return null;
    const question = strip.closest("[data-q]").dataset.q;
    if (!ranked.has(question)) {
      const own = articles.filter((article) => article.dataset.q === question && article.dataset.v !== "");
      const place = (article) => article.dataset.v.replace(/[mwdo]/g, (letter) => "mwdo".indexOf(letter));
      const places = new Map(own.map((article) => [article, place(article)]));
      own.sort((a, b) => b.dataset.s - a.dataset.s || (places.get(a) < places.get(b) ? -1 : places.get(a) > places.get(b) ? 1 : 0));
      ranked.set(question, own);
    }
    const box = strip.getBoundingClientRect();
    const own = ranked.get(question);
    return own[Math.min(own.length - 1, Math.max(0, Math.floor((event.clientX - box.left) / box.width * own.length)))];
  };
  document.addEventListener("pointermove", (event) => {
    const article = event.pointerType === "mouse" ? column(event) : null;
    tip.hidden = !article;
    if (!article) return;
    tip.textContent = `${nameOf(article)} · ${article.dataset.s / 10} %`;
    const left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 8);
    tip.style.left = `${left}px`;
    tip.style.top = `${event.clientY + 18}px`;
  });
  document.addEventListener("click", (event) => {
    const article = event.pointerType === "mouse" ? column(event) : null;
    if (!article) return;
    event.preventDefault();
    location.hash = `#${encodeURI(article.id)}`;
  });

  answers.classList.add("lines");
  choose();
  route();
});
