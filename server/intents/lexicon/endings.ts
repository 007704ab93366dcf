const ENDINGS = ['e', 'es', 'en', 'er', 'em'];

/** German colours and sizes as they stand before their nouns: "salbeigrün" is "das salbeigrüne" too. */
export function declined(options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([concept, list]) => [concept, [...new Set(list.split('|').flatMap(forms))].join('|')]),
  );
}

const forms = (word: string): string[] =>
  /^[a-zäöüß]{3,}[^e\W]$/u.test(word) || /[üöäß][a-z]*$/u.test(word)
    ? [word, ...ENDINGS.map((ending) => word + ending)]
    : [word];
