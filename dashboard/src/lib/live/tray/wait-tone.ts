/** How pressing a wait is: calm, soon, late. */
export const waitTone = (ms: number): 'ok' | 'warn' | 'bad' => (ms < 30_000 ? 'ok' : ms < 90_000 ? 'warn' : 'bad');
