// Writes the README's table of models and the page of their fields from the registry.

import { readFileSync, writeFileSync } from "node:fs";
import { writeFields, writeTable } from "./model-table.ts";

const readme = new URL("../README.md", import.meta.url);
writeFileSync(readme, writeTable(readFileSync(readme, "utf8")));
writeFileSync(new URL("../MODELS.md", import.meta.url), writeFields());
