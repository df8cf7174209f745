export { findSeriesAgeMs, keepSeries } from "./keep-series.ts";
export { getSeries } from "./get-series.ts";
