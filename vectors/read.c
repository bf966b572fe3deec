/* Which lines of a file of vectors an optimizer agrees with, on every tape: names, most telling first.

       cc -DOPTIMIZER='"adam.c"' read.c -lm -o read && ./read adam.jsonl

   The optimizer's file has void run(const char *line, const double *lr, double theta0, const double *gradients, int steps,
   double *theta), and asks for hyperparameters by number(line, "beta1"). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *after(const char *line, const char *name) {
    char key[64];
    snprintf(key, sizeof key, "\"%s\": ", name);
    const char *at = strstr(line, key);
    return at ? at + strlen(key) : NULL;
}
static double number(const char *line, const char *name) { const char *at = after(line, name); return at ? strtod(at, NULL) : NAN; }
static int numbers(const char *line, const char *name, double *out) {
    int count = 0;
    for (const char *at = after(line, name); at && *at && *at != ']'; at++)
        if (strchr("0123456789-n", *at)) { char *end; out[count++] = *at == 'n' ? NAN : strtod(at, &end); at = *at == 'n' ? at + 3 : end - 1; }
    return count;
}
#include OPTIMIZER

int main(int count, char **arguments) {
    static char line[65536], names[4096][128];
    static int agreed[4096], known = 0, tapes = 0;
    double lr[64], gradients[64], exact[64], bound[64], theta[64];
    FILE *file = count > 1 ? fopen(arguments[1], "r") : NULL;
    if (!file) { fprintf(stderr, "usage: read FILE.jsonl\n"); return 2; }
    while (fgets(line, sizeof line, file)) {
        int steps = numbers(line, "lr", lr), agrees = 1;
        numbers(line, "gradients", gradients), numbers(line, "theta", exact), numbers(line, "float64", bound);
        run(line, lr, number(line, "theta0"), gradients, steps, theta);
        for (int k = 0; k < steps; k++) agrees = agrees && fabs(theta[k] - exact[k]) <= bound[k];
        tapes = number(line, "tape") > tapes ? (int)number(line, "tape") : tapes;
        char result[32] = "", *name = (char *)after(line, "names");
        sscanf(after(line, "result"), "\"%31[a-z]", result);
        for (name = strtok(name, "[], \""); agrees && name && *name != ':' && strcmp(name, "theta"); name = strtok(NULL, "[], \"")) {
            char told[128];
            int at = 0;
            snprintf(told, sizeof told, "%s %s", result, name);
            while (at < known && strcmp(names[at], told)) at++;
            if (at == known) strcpy(names[known++], told);
            agreed[at]++;
        }
    }
    for (int at = 0; at < known; at++) if (agreed[at] == tapes) puts(names[at]);
    return 0;
}
