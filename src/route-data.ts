import { defineRouteMiddleware } from '@astrojs/starlight/route-data';

/** A page with a lab has no room for a contents list: the lab stands where the list would. */
export const onRequest = defineRouteMiddleware((context) => {
  const { starlightRoute } = context.locals;
  if (starlightRoute.entry.data.lab !== undefined) starlightRoute.toc = undefined;
});
