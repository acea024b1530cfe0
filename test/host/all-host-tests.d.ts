/** Every test file of this folder; esbuild.js collects them. */
declare module "all-host-tests";
