/* Preloaded into a worker: its wall clock, and only that, differs from the machine's by the seconds that a file holds.
 *
 * Waits until a time of day are moved along, so that they last as long as they would on a machine whose clock stands so;
 * monotonic clocks are left alone, as they are when an operator or NTP sets the clock. (libfaketime does not tell the
 * two kinds of condition apart, and a Python 3.11 hangs on its interpreter lock.) */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *seconds;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("FAULT_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *page = mmap(NULL, sizeof *seconds, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (page != MAP_FAILED)
        seconds = page;
}

static time_t off(void) { return seconds ? (time_t)*seconds : 0; }

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int failed = (int)syscall(SYS_clock_gettime, clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += off();
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    struct timespec exact;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec;
    now->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now)
{
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (now)
        *now = exact.tv_sec;
    return exact.tv_sec;
}

int timespec_get(struct timespec *now, int base)
{
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}

/* A condition may be timed by the monotonic clock, which counts from the start of the machine. */
static int is_of_day(const struct timespec *until) { return until->tv_sec > 1000000000; }

static struct timespec machine(const struct timespec *until)
{
    return (struct timespec){.tv_sec = until->tv_sec - off(), .tv_nsec = until->tv_nsec};
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict until)
{
    struct timespec due = machine(until);
    if (!is_of_day(until))
        return pthread_cond_clockwait(condition, mutex, CLOCK_MONOTONIC, until);
    return pthread_cond_clockwait(condition, mutex, CLOCK_REALTIME, &due);
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict until)
{
    static int (*next)(cnd_t *, mtx_t *, const struct timespec *);
    struct timespec due = machine(until);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "cnd_timedwait");
    return next(condition, mutex, &due);
}

int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict until)
{
    struct timespec due = machine(until);
    return sem_clockwait(semaphore, CLOCK_REALTIME, &due);
}
