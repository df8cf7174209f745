/** The content of a chart, without a place or a size. */

export interface ChartPeriod {
  readonly from: Date;
  readonly to: Date;
  /** The period in words, such as "Mon 23 Nov, 14:00 to 15:00". */
  readonly name: string;
}

export interface ChartLine {
  readonly label: string;
  /** The name of a colour of the stylesheet, such as `--ok`. */
  readonly colour: string;
  /** One value for each period; null where nothing is known. */
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  readonly kind: "stacked bars" | "lines";
  readonly periods: readonly ChartPeriod[];
  /** For stacked bars: the lowest first. */
  readonly lines: readonly ChartLine[];
  /** The value at which the axis ends at least, so that a chart of zeros has an axis. */
  readonly least: number;
  /** True if all values are whole numbers. */
  readonly isWhole: boolean;
  /** The allowed distances between two names of times, in seconds, ascending. */
  readonly tickSeconds: readonly number[];
  readonly nameTick: (at: Date) => string;
  /** A short text for the axis. */
  readonly nameValue: (value: number) => string;
  /** The exact text for the table and the reading line. */
  readonly tellValue: (value: number) => string;
}
