import { buildDashboard } from '../server/dashboard.ts';

// What the hub does at its start when the dashboard is stale; for an image, where it is done once.

const built = await buildDashboard(() => console.log('Building the dashboard …'));
console.log(built ? 'The dashboard is built.' : 'The dashboard was built from these sources already.');
