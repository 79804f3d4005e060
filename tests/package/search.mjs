// Runs the search of a built site as its browsers do: node search.mjs FOLDER QUERY… prints the first page of each, or null.
import { readdirSync, readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const [folder, ...queries] = process.argv.slice(2);
const scripts = `${folder}/assets/javascripts`;
const load = (path) => runInThisContext(readFileSync(path, "utf8"));
let handle, answer;
Object.assign(globalThis, {
  self: globalThis,
  document: {},
  addEventListener: (_, handler) => (handle = handler),
  postMessage: (message) => (answer = message.data),
  importScripts: (...paths) => paths.forEach((path) => load(`${scripts}/${path.replace("../", "")}`)),
});
load(`${scripts}/workers/${readdirSync(`${scripts}/workers`).find((name) => name.endsWith(".min.js"))}`);
const index = JSON.parse(readFileSync(`${folder}/search/search_index.json`, "utf8"));
await handle({ data: { type: 0, data: { ...index, options: {} } } });
const found = {};
for (const query of queries) {
  await handle({ data: { type: 2, data: query } });
  found[query] = answer.items[0]?.[0].location.split("#")[0] ?? null;
}
console.log(JSON.stringify(found));
