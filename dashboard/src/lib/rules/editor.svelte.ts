import { get, post, type Answered, type Failure } from '#lib/shared/api.ts';
import type {
  Checked,
  Fault,
  ImportedRules,
  Rule,
  RuleDesk,
  RuleSet,
  SaveRules,
  Switched,
} from '../../../../server/api/schemas/rules.ts';
import { changesBetween, sameAs, type Change } from './differences.ts';

/** A pattern or a word is looked at this long after the last key. */
const CHECK_AFTER_MS = 250;
const NEW_RULE: Omit<Rule, 'id'> = {
  name: 'New rule',
  state: 'on',
  when: { kinds: ['message'] },
  then: [{ do: 'reply', way: 'best', say: { texts: { en: ['{{author}}, '] } } }],
  stop: false,
};

/** The rules as they stand in the form: the saved version they came from, and what nobody has saved yet. */
export class Editor {
  #desk = $state.raw<RuleDesk | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #checked = $state.raw<Checked>({ errors: [], warnings: [] });
  #from = $state.raw<RuleSet>({ version: 0, name: '', rules: [] });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  rules = $state<Rule[]>([]);
  name = $state('');
  note = $state('');
  picked = $state<string | null>(null);

  get desk(): RuleDesk | null {
    return this.#desk;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get checked(): Checked {
    return this.#checked;
  }
  /** The version all changes are against. */
  get from(): RuleSet {
    return this.#from;
  }
  get changes(): Change[] {
    return changesBetween(this.#from.rules, this.rules);
  }
  get dirty(): boolean {
    return this.name !== this.#from.name || !sameAs(this.#from.rules, $state.snapshot(this.rules));
  }
  get rule(): Rule | null {
    return this.rules.find((rule) => rule.id === this.picked) ?? null;
  }
  get index(): number {
    return this.rules.findIndex((rule) => rule.id === this.picked);
  }
  plain(): Rule[] {
    return $state.snapshot(this.rules) as Rule[];
  }

  /** `keep`: what is not saved yet stays in the form. */
  async load(keep = false): Promise<void> {
    const answer = await get<RuleDesk>('/api/rules');
    this.#failure = answer.ok ? null : answer.failure;
    if (!answer.ok) return;
    const first = this.#desk === null;
    this.#desk = answer.value;
    if (first || !keep) this.#take(answer.value.latest);
    void this.check();
  }
  #take(set: RuleSet): void {
    this.#from = set;
    this.rules = structuredClone(set.rules);
    this.name = set.name;
    this.note = '';
    if (this.rule === null) this.picked = null;
  }
  undoAll(): void {
    this.#take(this.#from);
    void this.check();
  }
  /** What is in the form is from now on against the newest version: whoever saves has seen that there is one. */
  rebase(newest: RuleSet): void {
    this.#from = newest;
  }
  put(rules: readonly Rule[], name?: string): void {
    this.rules = structuredClone([...rules]);
    if (name !== undefined) this.name = name;
    if (this.rule === null) this.picked = null;
    this.touched();
  }

  add(): void {
    const made: Rule = { ...structuredClone(NEW_RULE), id: this.#freeId('rule') };
    const at = this.index;
    this.rules.splice(at < 0 ? this.rules.length : at + 1, 0, made);
    this.picked = made.id;
    this.touched();
  }
  copy(): void {
    const rule = this.rule;
    if (rule === null) return;
    const copied = $state.snapshot(rule) as Rule;
    const made = { ...copied, id: this.#freeId(rule.id), name: `${rule.name} (copy)`.slice(0, 80) };
    this.rules.splice(this.index + 1, 0, made);
    this.picked = made.id;
    this.touched();
  }
  remove(): void {
    const at = this.index;
    if (at < 0) return;
    this.rules.splice(at, 1);
    this.picked = (this.rules[at] ?? this.rules[at - 1])?.id ?? null;
    this.touched();
  }
  move(id: string, to: number): void {
    const at = this.rules.findIndex((rule) => rule.id === id);
    const [rule] = at < 0 || to < 0 || to >= this.rules.length ? [] : this.rules.splice(at, 1);
    if (rule === undefined) return;
    this.rules.splice(to, 0, rule);
    this.touched();
  }
  #freeId(stem: string): string {
    const used = new Set([...this.rules, ...this.#from.rules].map((rule) => rule.id));
    // An id is never given twice, also not after the rule that had it is gone: by chance, as nobody types it.
    for (;;) {
      const id = `${stem.replace(/-[a-z0-9]{6}$/, '').slice(0, 30)}-${crypto.randomUUID().slice(0, 6)}`;
      if (!used.has(id)) return id;
    }
  }

  touched(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), CHECK_AFTER_MS);
  }
  async check(): Promise<void> {
    const turn = ++this.#turn;
    const answer = await post<Checked>('/api/rules/check', { rules: this.plain() });
    if (turn !== this.#turn) return;
    // What the hub's schema already refuses is said by the same words, at its field.
    this.#checked = answer.ok ? answer.value : { errors: this.#faultOf(answer.failure), warnings: [] };
  }
  #faultOf(failure: Failure): Fault[] {
    const [, at, field] = /^rules\.(\d+)\.?(.*)$/.exec(failure.field ?? '') ?? [];
    const index = at === undefined ? -1 : Number(at);
    return [{ index, rule: this.rules[index]?.id ?? '', field: field ?? '', sentence: failure.message }];
  }
  faultsOf(id: string): { errors: Fault[]; warnings: Fault[] } {
    const own = (list: Fault[]): Fault[] => list.filter((one) => this.rules[one.index]?.id === id);
    return { errors: own(this.#checked.errors), warnings: own(this.#checked.warnings) };
  }

  /** `read`: the warnings that were shown and accepted. */
  async save(read: readonly string[]): Promise<Answered<RuleSet>> {
    const body: SaveRules = {
      base: this.#from.version,
      name: this.name.trim(),
      note: this.note.trim(),
      rules: this.plain(),
      read: [...read],
    };
    const answer = await post<RuleSet>('/api/rules/versions', body);
    if (answer.ok) {
      this.#take(answer.value);
      await this.load();
    }
    return answer;
  }
}

export const versionOf = (version: number): Promise<Answered<RuleSet>> =>
  get<RuleSet>(`/api/rules/versions/${String(version)}`);
export const useForComing = (version: number) => post('/api/rules/active', { version });
export const switchOnAir = (showId: string, version: number) =>
  post<Switched>(`/api/shows/${encodeURIComponent(showId)}/rules`, { version });
export const readFile = (text: string, beside: readonly string[]) =>
  post<ImportedRules>('/api/rules/import', { text, beside });
export const fileAddress = (version: number): string => `/api/rules/versions/${String(version)}/file`;
