/** An answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly accountId?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** An error in the shape this sandbox gives it; Planhat documents none. */
export function refuse(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ message }) };
}
