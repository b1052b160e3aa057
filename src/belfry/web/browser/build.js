// Builds everything the browser gets: one style sheet, one script, the service worker, the map with its own
// worker, the fonts, the bell and the icons; a .gz beside each file that shrinks, so that they are served compressed. Names carry a
// digest of the content, so that a browser may keep them for ever; names.json tells which is which.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const built = join(here, "..", "static", "built");

await rm(built, { recursive: true, force: true });
await build({
  entryPoints: [
    join(here, "css", "app.css"),
    join(here, "js", "app.js"),
    join(here, "svg", "bell.svg"),
    join(here, "icons", "icon-192.png"),
    join(here, "icons", "icon-512.png"),
  ],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  outdir: built,
  bundle: true,
  minify: true,
  legalComments: "none",
  loader: { ".woff2": "copy", ".svg": "copy", ".png": "copy" },
  target: ["chrome90", "firefox90", "safari14.1"],
});
// It has an address of its own (/service-worker.js), from which it cannot tell where its icon lies.
await build({
  entryPoints: [join(here, "js", "service-worker.js")],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  outdir: built,
  publicPath: "/static/built/",
  bundle: true,
  minify: true,
  legalComments: "none",
  loader: { ".png": "file" },
  target: ["chrome90", "firefox90", "safari16"],
});
// Only a page with a map loads these, on a press. Whoever has no module workers has no such map.
await build({
  entryPoints: {
    map: join(here, "js", "map.js"),
    "map-worker": fileURLToPath(import.meta.resolve("maplibre-gl")).replace(/\.mjs$/, "-worker.mjs"),
  },
  entryNames: "[name]-[hash]",
  outdir: built,
  bundle: true,
  minify: true,
  format: "esm",
  legalComments: "eof",
  target: ["es2022"],
});

const names = {};
for (const name of await readdir(built)) {
  names[name.replace(/-[A-Z0-9]{8}(?=\.)/, "")] = name;
  if (/\.(woff2|png)$/.test(name)) continue;
  const path = join(built, name);
  await writeFile(`${path}.gz`, await promisify(gzip)(await readFile(path), { level: 9 }));
}
await writeFile(join(built, "names.json"), JSON.stringify(names));
