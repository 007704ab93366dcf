// For a container's health check: ends with 0 when the hub on this machine may be sent traffic.
const port = process.env.PORT || '4000';
try {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(4_000) });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1; // does not answer at all
}
