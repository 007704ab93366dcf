import type { Manifest } from '../../connectors/platforms/contract.ts';
import { AppError } from '../errors.ts';

/** Which of the given settings are secret, by the platform's own description; what it does not describe is refused. */
export function partSettings(
  manifest: Manifest,
  given: Readonly<Record<string, string>>,
): { open: Record<string, string>; secret: Record<string, string> } {
  const open: Record<string, string> = {};
  const secret: Record<string, string> = {};
  for (const [name, text] of Object.entries(given)) {
    const value = text.trim();
    const described = describedIn(manifest, name);
    if (value === '') continue;
    checkSetting(name, described, value);
    (described.secret === true ? secret : open)[name] = value;
  }
  return { open, secret };
}

/** The same for a change: an empty plain setting is taken away, an empty secret stays as it is. */
export function partChanges(
  manifest: Manifest,
  given: Readonly<Record<string, string>>,
): { open: Record<string, string>; secret: Record<string, string> } {
  const emptied = Object.entries(given).filter(
    ([name, text]) => text.trim() === '' && describedIn(manifest, name).secret !== true,
  );
  const required = emptied.find(([name]) => manifest.settings.required.includes(name));
  if (required !== undefined) throw bad(required[0], `${titleOf(manifest, required[0])} is missing.`);
  const { open, secret } = partSettings(manifest, given);
  return { open: { ...Object.fromEntries(emptied.map(([name]) => [name, ''])), ...open }, secret };
}

/** A sign-in brings what else would have to be typed: only the rest is asked for. */
export function checkRequired(manifest: Manifest, settings: Readonly<Record<string, string>>): void {
  const missing = manifest.settings.required.find((name) => settings[name] === undefined);
  if (missing !== undefined) throw bad(missing, `${titleOf(manifest, missing)} is missing.`);
}

type Described = Manifest['settings']['properties'][string];

function describedIn(manifest: Manifest, name: string): Described {
  const { properties } = manifest.settings;
  const described = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (described === undefined) throw bad(name, `${manifest.name} has no setting called ${name}.`);
  return described;
}

function checkSetting(name: string, described: Described, value: string): void {
  const { title, minLength = 0, maxLength = 8_000, pattern } = described;
  if (value.length < minLength || value.length > maxLength)
    throw bad(name, `${title} must have ${minLength} to ${maxLength} characters.`);
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) throw bad(name, `${title} does not look right.`);
}

const titleOf = (manifest: Manifest, name: string): string => manifest.settings.properties[name]?.title ?? name;
const bad = (name: string, message: string): AppError =>
  new AppError('bad-field', { field: `settings.${name}`, message });
