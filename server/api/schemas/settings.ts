import { Type } from 'typebox';
import { AtMs, closed, Id, orNull } from './fields.ts';

/** Lines that turn true by doing them. */
export const ChecklistLine = Type.Object(
  {
    id: Type.Enum(['product', 'connect', 'rehearse', 'on-air']),
    done: Type.Boolean(),
  },
  closed,
);
export const Checklist = Type.Array(ChecklistLine);

export const AuditEntry = Type.Object(
  {
    id: Type.String(),
    showId: orNull(Id),
    memberName: orNull(Type.String()),
    action: Type.String(),
    subject: orNull(Type.String()),
    detail: Type.Record(Type.String(), Type.Unknown()),
    atMs: AtMs,
  },
  closed,
);
export const AuditList = Type.Array(AuditEntry);
export const AuditQuery = Type.Object(
  { showId: Type.Optional(Id), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) },
  closed,
);

export type ChecklistLine = Type.Static<typeof ChecklistLine>;
export type AuditEntry = Type.Static<typeof AuditEntry>;
