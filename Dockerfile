# Hawker in a container, with PostgreSQL and Redis beside it: see docker-compose.yml.
FROM node:24-bookworm-slim
WORKDIR /hawker

# Packages first: they change more rarely than the code.
COPY package.json package-lock.json .npmrc ./
COPY scripts/setup.js scripts/setup.js
COPY prisma prisma
COPY prisma.config.ts ./
RUN node scripts/setup.js && npm cache clean --force

COPY . .
RUN node scripts/build-dashboard.ts \
 && mkdir -p /data && chown node:node /data

USER node
ENV NODE_ENV=production HOST=0.0.0.0 HAWKER_DATA_DIR=/data
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "scripts/is-ready.js"]
CMD ["node", "server/main.ts"]
