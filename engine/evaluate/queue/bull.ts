/** BullMQ and the client of Redis, as one module: it is loaded when a queue is used, and not before. */
export { DelayedError, Job, Queue, QueueEvents, UnrecoverableError, WaitingError, Worker } from 'bullmq';
export { Redis } from 'ioredis';
