// Compiles the modules that an answer loads, in the Python that will load them: the browser starts in half the time.
// usage: node compile.mjs <folder of pyodide> <its library, in place> <our library, in place>
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const [, , folder, standard, library] = process.argv;
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const python = await loadPyodide();
const archives = { "/lib/python314.zip/": standard, "/library/": library };

python.unpackArchive(new Uint8Array(fs.readFileSync(library)), "zip", { extractDir: "/library" });
python.runPython(`
import sys
sys.path.insert(0, "/library")
import answers
answers.answer('{"question": "poor-household", "on": "2018-06-01", "rulebook": "cn/guizhou"}')
loaded = {file for module in list(sys.modules.values()) if (file := getattr(module, "__file__", None))}
`);
for (const [root, path] of Object.entries(archives)) {
  python.FS.writeFile("/given.zip", new Uint8Array(fs.readFileSync(path)));
  python.globals.set("root", root);
  const compiled = python.runPython(`
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
compiled = 0
with zipfile.ZipFile("/given.zip") as given, zipfile.ZipFile("/made.zip", "w", zipfile.ZIP_DEFLATED) as made:
    for name in given.namelist():
        content = given.read(name)
        if root + name in loaded and name.endswith(".py"):
            code = compile(content, root + name, "exec", dont_inherit=True)
            name, content, compiled = name + "c", _code_to_hash_pyc(code, bytes(8), False), compiled + 1
        made.writestr(name, content)
compiled
`);
  if (!compiled) throw new Error(`nothing was loaded from ${root}`);
  fs.writeFileSync(path, python.FS.readFile("/made.zip"));
}
