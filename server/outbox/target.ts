import type { ConnectorError, Manifest, Session } from '../../connectors/platforms/contract.ts';
import type { Due, DueOf, ShowKind } from './store-send.ts';

/** An open line to a platform as the supervisor holds it. */
export interface Line {
  kind: ShowKind;
  showId: string;
  broadcastId: string;
  session: Session;
  manifest: Manifest;
  unitsLeft(): number | null;
  /** False once another process may hold the connection. Absent: nobody else can. */
  holds?(): boolean;
}

interface LineOf<K extends ShowKind> extends Line {
  kind: K;
}

/**
 * Rows together with the line that may carry them. There is no third kind: a rehearsal's rows with a live line, or a
 * live show's rows with a simulator's, is not a value of this type.
 */
export type SendTarget = TargetOf<'live'> | TargetOf<'rehearsal'>;
interface TargetOf<K extends ShowKind> {
  kind: K;
  line: LineOf<K>;
  rows: DueOf<K>[];
}

const isLive = (line: Line): line is LineOf<'live'> => line.kind === 'live';
const isRehearsal = (line: Line): line is LineOf<'rehearsal'> => line.kind === 'rehearsal';

/** null: no open line may carry them. The line must be of the rows' own show and kind. */
export function targetFor(line: Line | null, rows: readonly Due[]): SendTarget | null {
  const [first] = rows;
  if (
    line === null ||
    first === undefined ||
    rows.some((row) => row.showId !== line.showId || row.broadcastId !== line.broadcastId)
  )
    return null;
  if (isRehearsal(line)) {
    const own = rows.filter((row): row is DueOf<'rehearsal'> => row.showKind === 'rehearsal');
    return own.length === rows.length ? { kind: 'rehearsal', line, rows: own } : null;
  }
  if (!isLive(line)) return null;
  const own = rows.filter((row): row is DueOf<'live'> => row.showKind === 'live');
  return own.length === rows.length ? { kind: 'live', line, rows: own } : null;
}

export type { ConnectorError };
