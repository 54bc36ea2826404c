/* Preloaded, it stands before the system calls that change what is on a disk or what a server is told.

FSYNC_FAILS_AT=n: the n-th fsync or fdatasync of each process fails with EIO.
DIES_AT=n: the n-th call that changes something, counted over a process and all that it starts in the file that
DIES_COUNTED names, is not made, or, where it writes and n is odd, made by half; then all of them get SIGKILL. What lies
between two such calls changes nothing that is left after a kill, so these are all the moments that there are.
DIES_AT=-1: nothing dies; what opens a file for reading, or a socket, is counted too. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define BEFORE(name, parameters, arguments) \
    int name parameters { \
        if (due()) die(); \
        return REAL(name) arguments; \
    }

static int syncs, syncs_of;
static int *counted;
static long dies_at;

static int due(void) {
    if (!counted) {
        const char *at = getenv("DIES_AT"), *path = getenv("DIES_COUNTED");
        if (!at || !path) return 0;
        int file = REAL(open)(path, O_RDWR);
        if (file < 0) return 0;
        dies_at = atol(at);
        counted = mmap(NULL, sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        close(file);
    }
    return __sync_add_and_fetch(counted, 1) == dies_at;
}

static void die(void) {
    kill(0, SIGKILL);
    for (;;) pause();
}

static int all_counted(void) {
    const char *at = getenv("DIES_AT");
    return at && *at == '-';
}

static int lasts(int file) {
    struct stat found;
    return fstat(file, &found) == 0 && (S_ISREG(found.st_mode) || S_ISSOCK(found.st_mode));
}

static int fails(void) {
    const char *at = getenv("FSYNC_FAILS_AT");
    if (syncs_of != getpid()) syncs_of = getpid(), syncs = 0;
    return at && __sync_add_and_fetch(&syncs, 1) == atoi(at);
}

int fsync(int file) {
    if (due()) die();
    return fails() ? (errno = EIO, -1) : REAL(fsync)(file);
}

int fdatasync(int file) {
    if (due()) die();
    return fails() ? (errno = EIO, -1) : REAL(fdatasync)(file);
}

ssize_t write(int file, const void *bytes, size_t size) {
    if (lasts(file) && due()) {
        if (dies_at % 2) REAL(write)(file, bytes, size / 2);
        die();
    }
    return REAL(write)(file, bytes, size);
}

ssize_t send(int file, const void *bytes, size_t size, int flags) {
    if (due()) {
        if (dies_at % 2) REAL(send)(file, bytes, size / 2, flags);
        die();
    }
    return REAL(send)(file, bytes, size, flags);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t place) {
    if (due()) {
        if (dies_at % 2) REAL(pwrite)(file, bytes, size / 2, place);
        die();
    }
    return REAL(pwrite)(file, bytes, size, place);
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off_t place) { return pwrite(file, bytes, size, place); }

ssize_t writev(int file, const struct iovec *parts, int number) {
    if (lasts(file) && due()) die();
    return REAL(writev)(file, parts, number);
}

BEFORE(ftruncate, (int file, off_t size), (file, size))
BEFORE(ftruncate64, (int file, off_t size), (file, size))
BEFORE(rename, (const char *old, const char *new), (old, new))
BEFORE(unlink, (const char *path), (path))
BEFORE(unlinkat, (int folder, const char *path, int flags), (folder, path, flags))
BEFORE(mkdir, (const char *path, mode_t mode), (path, mode))
BEFORE(rmdir, (const char *path), (path))
BEFORE(chmod, (const char *path, mode_t mode), (path, mode))

#define OPENS(name, before, first) \
    int name(first const char *path, int flags, ...) { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        if (((flags & (O_CREAT | O_TRUNC)) || all_counted()) && due()) die(); \
        return REAL(name)(before path, flags, mode); \
    }
#define BOTH(a) a,
OPENS(open, , )
OPENS(open64, , )
OPENS(openat, BOTH(folder), BOTH(int folder))
OPENS(openat64, BOTH(folder), BOTH(int folder))

#define STREAMS(name) \
    FILE *name(const char *path, const char *mode) { \
        if ((strpbrk(mode, "wa+") || all_counted()) && due()) die(); \
        return REAL(name)(path, mode); \
    }
STREAMS(fopen)
STREAMS(fopen64)

int socket(int family, int kind, int protocol) {
    if (all_counted()) due();
    return REAL(socket)(family, kind, protocol);
}

int connect(int file, const struct sockaddr *address, socklen_t size) {
    if (all_counted()) due();
    return REAL(connect)(file, address, size);
}
