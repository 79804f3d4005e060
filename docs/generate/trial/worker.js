// Runs Python and the library off the page. Takes what was typed as JSON, and tells answers, progress and failures.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const here = (name) => new URL(name, import.meta.url).href;
const fetchPlain = self.fetch;

// The runtime lies packed, so that it is as small from a server that compresses nothing.
self.fetch = async (what, options) => {
  if (!String(what).endsWith(".wasm")) return fetchPlain(what, options);
  const response = await fetchPlain(here("pyodide/wasm.packed"), options);
  if (!response.ok) return response;
  const total = Number(response.headers.get("Content-Length"));
  let read = 0;
  const counted = new TransformStream({
    transform(chunk, stream) {
      read += chunk.length;
      postMessage({ read, total });
      stream.enqueue(chunk);
    },
  });
  const body = response.body.pipeThrough(counted).pipeThrough(new DecompressionStream("gzip"));
  return new Response(body, { headers: { "Content-Type": "application/wasm" } });
};

async function start() {
  const library = fetchPlain(here("library.zip")).then((response) => response.arrayBuffer());
  const python = await loadPyodide({ packageBaseUrl: here("pyodide/") });
  python.unpackArchive(await library, "zip", { extractDir: "/library" });
  python.runPython("import sys; sys.path.insert(0, '/library')");
  return python.pyimport("answers").answer;
}

const started = start();
self.onmessage = async ({ data }) => {
  try {
    postMessage({ answer: (await started)(data) });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
};
