"use strict";
// Opens the pages of a folder as people do and fails on whatever a browser or axe-core has to complain of.
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const folder = path.resolve(process.argv[2]);
const address = (name) => `file://${path.join(folder, name)}`;
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const problems = [];
const wrong = (where, what) => problems.push(`${where}: ${what}`);

// A page whose complaints are collected.
async function open(browser, name, { viewport = DESK, dark = false, scripts = true, hash = "", still = false } = {}) {
  const where = [name, hash, viewport.width, dark ? "dark" : "light", scripts ? "" : "without scripts"].filter(Boolean).join(" ");
  const context = await browser.newContext({
    viewport,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: still ? "reduce" : "no-preference",
    javaScriptEnabled: scripts,
    hasTouch: viewport === PHONE,
    isMobile: viewport === PHONE,
    bypassCSP: false,
  });
  const page = await context.newPage();
  page.on("console", (message) => wrong(where, `console: ${message.text()}`));
  page.on("pageerror", (error) => wrong(where, error.message));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) wrong(where, `asks for ${request.url()}`);
  });
  await page.goto(address(name) + (hash ? `#${hash}` : ""));
  return { page, where, close: () => context.close() };
}

// axe-core needs a page that lets it in; the policy itself is tested by the other visits.
async function audit(browser, name, options, prepare) {
  const { page, where, close } = await open(browser, name, { ...options, still: true });
  if (prepare) await prepare(page);
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const { id, help, nodes } of found.violations) {
    for (const node of nodes.slice(0, 4)) wrong(where, `axe ${id}: ${help}: ${node.target} ${node.html.slice(0, 160)} ${node.failureSummary?.split("\n")[1] ?? ""}`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) wrong(where, `${wide} pixels wider than the screen`);
  await close();
}

async function looks(browser) {
  const everything = async (page) => {
    await page.evaluate(() => document.querySelectorAll("details").forEach((element) => { element.open = true; }));
  };
  const texts = async (page) => {
    await everything(page);
    await page.check("[name=full]");
    await page.evaluate(async () => {
      for (const article of document.querySelectorAll("article")) {
        article.scrollIntoView();
        await new Promise(requestAnimationFrame);
      }
    });
  };
  for (const viewport of [DESK, PHONE]) {
    for (const dark of [false, true]) {
      await audit(browser, "class.html", { viewport, dark }, everything);
      await audit(browser, "class.html", { viewport, dark }, texts);
      await audit(browser, "one.html", { viewport, dark, hash: "samples/queue-vs-sync/middling.md" });
      await audit(browser, "both.html", { viewport, dark }, texts);
      await audit(browser, "hostile.html", { viewport, dark }, texts);
    }
  }
}

async function behaves(browser) {
  const { page, where, close } = await open(browser, "class.html");
  const expect = (what, ok) => { if (!ok) wrong(where, what); };
  const visible = () => page.locator("article:visible").count();
  expect("nine answers are listed", await visible() === 9);
  await page.fill("[name=find]", "middling");
  await page.waitForFunction(() => document.querySelector("output").value.startsWith("3 of 9"));
  expect("a search narrows the list", await visible() === 3);
  await page.click("[type=reset]");
  await page.waitForFunction(() => document.querySelector("output").value === "9 answers");
  await page.click(".missed [data-filter]");
  expect("a most missed concept leads to the answers that miss it", await visible() < 4 && await visible() > 0);
  await page.click("[type=reset]");
  await page.selectOption("[name=order]", "low");
  await page.waitForTimeout(50);
  const scores = await page.$$eval(".group:first-of-type article", (all) => all.map((one) => Number(one.dataset.s)));
  expect("the lowest score comes first", String(scores) === String([...scores].sort((a, b) => a - b)));
  await page.locator("article:visible h3 a").first().focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("html.one article.open .words");
  expect("one answer is shown", await visible() === 1);
  const first = await page.evaluate(() => location.hash);
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((before) => location.hash !== before, first);
  await page.waitForSelector("article.open .words");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => !document.documentElement.classList.contains("one"));
  await page.goto(`${address("class.html")}#samples/queue-vs-sync/strong.md`);
  await page.locator("article.open .r").first().focus();
  const lit = await page.evaluate(() => [document.querySelectorAll("article.open mark.on").length, document.querySelectorAll("article.open li.on").length]);
  expect(`evidence and criterion light up together (${lit})`, lit[0] > 0 && lit[1] === 1);
  await close();

  const both = await open(browser, "both.html");
  await both.page.fill("[name=find]", "deploys");
  await both.page.waitForFunction(() => document.querySelector("output").value.startsWith("2 of 3"));
  await both.page.locator("article:visible h3 a").first().click();
  await both.page.waitForSelector("article.open .words");
  const marked = await both.page.evaluate(() => CSS.highlights.get("found")?.size);
  if (marked !== 1) wrong(both.where, `what was searched for is marked (${marked})`);
  await both.page.click(".same");
  await both.page.waitForFunction(() => document.querySelector("output").value.startsWith("2 of 3"));
  if (await both.page.locator("article:visible").count() !== 2) wrong(both.where, "all answers of a candidate");
  await both.close();

  const phone = await open(browser, "class.html", { viewport: PHONE, hash: "samples/queue-vs-sync/strong.md" });
  await phone.page.locator("article.open .r").first().tap();
  if (!await phone.page.locator(".peek").isVisible()) wrong(phone.where, "a tap on evidence shows its criterion");
  await phone.close();

  const plain = await open(browser, "class.html", { scripts: false });
  if (await plain.page.locator("article .words:visible").count() !== 9) wrong(plain.where, "not every answer can be read");
  if (await plain.page.locator(".tools").isVisible()) wrong(plain.where, "controls that do nothing are shown");
  await plain.close();
}

async function holds(browser) {
  const visits = [["hostile.html", true, 8], ["hostile.html", false, 8], ["hostile-many.html", true, 480], ["hostile-many.html", false, 480]];
  for (const [name, scripts, answers] of visits) {
    const { page, where, close } = await open(browser, name, { scripts });
    if (scripts) {
      await page.check("[name=full]");
      for (let down = 0; down < 20; down += 1) {
        await page.mouse.wheel(0, 2000);
        await page.waitForTimeout(20);
      }
    }
    if (await page.locator("article .words").count() < 8) wrong(where, "no text to be seen");
    if (await page.title() === "ran") wrong(where, "a script of an answer ran");
    const foreign = await page.locator("article img, article b b, article svg[onload], main main").count();
    if (foreign > 0) wrong(where, "markup of an answer became elements");
    if (await page.locator("article").count() !== answers) wrong(where, `not ${answers} answers`);
    await close();
  }
}

async function opensFast(browser) {
  const times = [];
  for (let round = 0; round < 3; round += 1) {
    const begun = Date.now();
    const { page, close } = await open(browser, "many.html");
    await page.waitForFunction(() => document.querySelector("output").value === "5000 answers");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    times.push(Date.now() - begun);
    await close();
  }
  const best = Math.min(...times);
  if (best > 3000) wrong("many.html", `takes ${best} ms to open`);
  return best;
}

(async () => {
  const profile = fs.mkdtempSync(path.join(folder, "profile-"));
  const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: flags, env: { ...process.env, TMPDIR: profile } });
  await looks(browser);
  await behaves(browser);
  await holds(browser);
  const best = await opensFast(browser);
  await browser.close();
  const size = (fs.statSync(path.join(folder, "many.html")).size / 1e6).toFixed(1);
  for (const problem of problems) console.error(problem);
  console.log(problems.length ? `${problems.length} problems` : `the pages are sound; 5000 answers (${size} MB) open in ${best} ms`);
  process.exit(problems.length ? 1 : 0);
})();
