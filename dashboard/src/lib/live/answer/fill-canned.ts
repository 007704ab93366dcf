/** Puts what is known into a canned answer. A name that is not known stays, so that nobody sends a hole unseen. */
export function fillCanned(text: string, values: Record<string, string | null | undefined>): string {
  return text.replace(/\{\{?\s*([a-z]+)\s*\}?\}/g, (whole, name: string) => values[name] ?? whole);
}
