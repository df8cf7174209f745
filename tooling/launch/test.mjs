import { bootstrap } from "./bootstrap.mjs";

await bootstrap("tooling/test/main.ts");
