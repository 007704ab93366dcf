/** The dashboard is one static page: nothing is rendered on the server. */
export const ssr = false;
export const prerender = false;
