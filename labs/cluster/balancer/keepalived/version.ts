export const NAME = 'Keepalived v2.2.7 (01/16,2022)';

/** Differs: how it was built, and for which kernel, is left out. */
export const BANNER = `${NAME}

Copyright(C) 2001-2022 Alexandre Cassen, <acassen@gmail.com>
`;
