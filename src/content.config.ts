import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { docsSchema } from '@astrojs/starlight/schema';

/** What a page of the course says about itself beyond Starlight's own fields. */
const chapter = z.object({
  /** The lesson whose lab stands beside the text: a folder of labs/lessons. */
  lab: z.string().optional(),
  /** The versions that the words were checked against, and the day. */
  checked: z
    .object({
      kubernetes: z.string().optional(),
      etcd: z.string().optional(),
      on: z.coerce.date(),
    })
    .optional(),
  /** How long a reader needs, the lab included. */
  minutes: z.number().int().positive().optional(),
});

export const collections = {
  docs: defineCollection({
    loader: glob({ base: './content', pattern: '**/[^_]*.{md,mdx}' }),
    schema: docsSchema({ extend: chapter }),
  }),
};
