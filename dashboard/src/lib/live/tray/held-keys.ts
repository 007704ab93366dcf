/** The key that allows or denies a held message; null for any other. */
export function judgedByKey(key: string): 'allow' | 'deny' | null {
  if (key === 'y' || key === 'Y') return 'allow';
  return key === 'x' || key === 'X' ? 'deny' : null;
}
