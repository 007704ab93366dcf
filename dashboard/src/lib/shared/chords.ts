type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>;

/** The name of what was pressed: "j", "Shift+Q", "End", "Space", "?". Null: a browser's or system's own chord. */
export function chordOf(event: Pressed): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  if (event.key === ' ') return 'Space';
  const letter = /^\p{L}$/u.test(event.key);
  if (letter) return event.shiftKey ? `Shift+${event.key.toUpperCase()}` : event.key.toLowerCase();
  return event.key;
}

const fields = new Set(['INPUT', 'TEXTAREA', 'SELECT']);

/** In a field the keyboard belongs to the text; in a dialog to the dialog; Space and Enter on a button to the button. */
export function isTyping(event: KeyboardEvent): boolean {
  const at = event.target;
  if (!(at instanceof HTMLElement)) return false;
  if (fields.has(at.tagName) || at.isContentEditable || at.closest('dialog') !== null) return true;
  const presses = event.key === ' ' || event.key === 'Enter';
  return presses && at.closest('button, a, summary, [role="separator"]') !== null;
}
