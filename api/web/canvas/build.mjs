// Builds explorer.js, or the file named as argument; the licences of what is bundled stand at its head.
import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "static", "explorer.js");

const made = await build({
  absWorkingDir: here,
  entryPoints: ["src/main.ts"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
});

const packages = new Set(
  Object.keys(made.metafile.inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
);
const byLicence = new Map();
for (const name of [...packages].sort()) {
  const folder = join(here, "node_modules", name);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const licence = readFileSync(join(folder, "LICENSE"), "utf8").trim();
  byLicence.set(licence, [...(byLicence.get(licence) ?? []), `${name} ${version}`]);
}
const notices = [...byLicence].map(([licence, names]) => `${names.join(", ")}:\n\n${licence}`).join("\n\n");
const banner = `/*! Built from api/web/canvas by "make web"; do not edit. It holds\n\n${notices}\n*/\n`;
writeFileSync(target, banner + made.outputFiles[0].text);
