/** The dashboard's types: `import type { Product } from '…/server/api/schemas/index.ts'`. TypeBox only, nothing live. */
export * from './fields.ts';
export * from './me.ts';
export * from './shows.ts';
export * from './claims.ts';
export * from './moderation.ts';
export * from './products.ts';
export * from './connections.ts';
export * from './rehearsals.ts';
export * from './recap.ts';
export * from './settings.ts';
