import { parts } from './parts.ts';
import { Session, type SessionOptions } from './session.ts';

/**
 * Opens a lab with all its parts, booted, time standing still: for Node, where nothing is far away.
 */
export async function openSession(options: Omit<SessionOptions, 'outfit'>): Promise<Session> {
  const { outfit: name } = options.lesson.topology;
  const outfit = await parts.outfit(name);
  const session = new Session({ ...options, outfit });
  session.boot();
  session.addToolbox(await parts.toolbox(name));
  return session;
}
