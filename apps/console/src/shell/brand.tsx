export function Brand() {
  return (
    <div data-brand>
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="var(--accent)" />
        <path
          d="M14.2 20.5h-2a4.5 4.5 0 0 1 0-9h2m3.6 0h2a4.5 4.5 0 0 1 0 9h-2M12.6 16h6.8"
          fill="none"
          stroke="var(--accent-ink)"
          stroke-width="2.4"
          stroke-linecap="round"
        />
      </svg>
      <span>
        <b>Churned</b> Connect
      </span>
    </div>
  );
}
