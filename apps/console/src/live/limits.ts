/** A stream that does not open within this time is lost. */
export const streamOpeningMs = 10_000;

/** A stream without an event or a beat for this long is lost. The API sends a beat every 15 s. */
export const streamSilentMs = 40_000;

/**
 * Several tabs share one tab's stream. A tab that hears nothing from the tab with the stream for this long is not live.
 * Longer than `streamSilentMs`, so that the tab with the stream can report the loss first.
 */
export const leaderSilentMs = 60_000;

/** The page does not report a shorter interruption. */
export const reportAfterMs = 1_000;

/** How long the page says that it is live again. */
export const liveAgainShownMs = 4_000;

/** How often the page reads its data again while the stream is lost. */
export const rereadEveryMs = 15_000;
