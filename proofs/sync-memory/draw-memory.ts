/** Draws the memory of a process against the number of stored records, as small SVGs in light and dark. */

/** One measurement. */
export interface MemorySample {
  readonly landed: number;
  readonly residentMb: number;
  readonly pagesMb: number;
}

const box = { width: 720, height: 300, left: 56, right: 16, top: 44, bottom: 40 };
const pointsMost = 240;

const colours = `
svg { color-scheme: light dark; font: 12px Inter, system-ui, sans-serif }
.surface { fill: light-dark(#fff, oklch(0.2 0.013 265)) }
.line { stroke: light-dark(oklch(0.915 0.006 265), oklch(0.285 0.015 265)) }
text { fill: light-dark(oklch(0.44 0.018 265), oklch(0.76 0.012 265)) }
.title { fill: light-dark(oklch(0.22 0.02 265), oklch(0.955 0.005 265)); font-size: 14px; font-weight: 600 }
.resident { stroke: light-dark(oklch(0.5 0.2 275), oklch(0.72 0.15 275)) }
.pages { stroke: light-dark(oklch(0.52 0.13 155), oklch(0.78 0.15 155)) }
.limit { stroke: light-dark(oklch(0.53 0.2 25), oklch(0.74 0.16 25)); stroke-dasharray: 4 4 }
path, line { fill: none; stroke-width: 1.5 }`.trim();

/** Draws resident memory and page bytes against the number of stored records, with their limits. */
export function drawMemory(
  samples: readonly MemorySample[],
  limits: { readonly residentMb: number; readonly pagesMb: number },
): string {
  const total = samples.at(-1)?.landed ?? 1;
  const topMb = limits.residentMb * 1.1;
  const x = (landed: number): number =>
    box.left + (landed / total) * (box.width - box.left - box.right);
  const y = (mb: number): number =>
    box.height - box.bottom - (mb / topMb) * (box.height - box.top - box.bottom);
  const every = Math.ceil(samples.length / pointsMost);
  const shown = samples.filter((_, at) => at % every === 0 || at === samples.length - 1);
  const draw = (name: string, mbOf: (sample: MemorySample) => number): string =>
    `<path class="${name}" d="M${shown.map((one) => `${x(one.landed).toFixed(1)} ${y(mbOf(one)).toFixed(1)}`).join("L")}"/>`;
  const level = (name: string, mb: number): string =>
    `<line class="${name}" x1="${box.left}" x2="${box.width - box.right}" y1="${y(mb).toFixed(1)}" y2="${y(mb).toFixed(1)}"/>`;
  const label = (mb: number): string =>
    `<text x="${box.left - 8}" y="${(y(mb) + 4).toFixed(1)}" text-anchor="end">${mb} MB</text>`;
  const shares = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const millions = shares.map(
    (share) =>
      `<text x="${x(share * total).toFixed(1)}" y="${box.height - box.bottom + 20}" text-anchor="${share === 1 ? "end" : "middle"}">${Number(((share * total) / 1e6).toFixed(1))} million</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${box.width} ${box.height}" width="${box.width}" height="${box.height}" role="img" aria-label="The worker's memory while records land">`,
    `<style>${colours}</style>`,
    `<rect class="surface" width="100%" height="100%" rx="8"/>`,
    `<text class="title" x="${box.left}" y="26">The worker's memory while records land</text>`,
    ...[0, 100, 200, 300].map((mb) => level("line", mb) + label(mb)),
    level("limit", limits.residentMb),
    draw("resident", ({ residentMb }) => residentMb),
    draw("pages", ({ pagesMb }) => pagesMb),
    `<text x="${box.width - box.right}" y="44" text-anchor="end">resident memory, and below it the room taken by pages</text>`,
    ...millions,
    `</svg>\n`,
  ].join("\n");
}
