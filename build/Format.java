import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Checks, or with {@code apply} rewrites, every Java file of the tree in google-java-format's AOSP
 * style. It runs on the toolchain's JDK because the formatter parses with the javac of the JVM it
 * runs in, and the JVM that runs Maven may be 17, which knows no {@code _} (docs/adr/0001).
 */
class Format {
    private static final Set<String> SKIPPED = Set.of("target", "node_modules", ".git", "data");

    public static void main(String[] arguments) throws IOException {
        var root = Path.of(arguments[0]);
        var apply = arguments.length > 1 && arguments[1].equals("apply");
        var drifted =
                javaFiles(root).parallelStream().filter(file -> !isFormatted(file, apply)).toList();
        if (!drifted.isEmpty() && !apply) {
            drifted.forEach(file -> System.err.println("not formatted: " + root.relativize(file)));
            System.err.println("repair with: mvn -N validate -Dformat=apply");
            System.exit(1);
        }
    }

    private static List<Path> javaFiles(Path root) throws IOException {
        var files = new ArrayList<Path>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes a) {
                        return SKIPPED.contains(String.valueOf(folder.getFileName()))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                        if (file.toString().endsWith(".java")) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return files;
    }

    private static boolean isFormatted(Path file, boolean apply) {
        try {
            var style = JavaFormatterOptions.Style.AOSP;
            var options = JavaFormatterOptions.builder().style(style).build();
            var before = Files.readString(file);
            var tidy = RemoveUnusedImports.removeUnusedImports(before);
            var after =
                    new Formatter(options).formatSource(ImportOrderer.reorderImports(tidy, style));
            if (after.equals(before)) {
                return true;
            }
            if (apply) {
                Files.writeString(file, after);
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (com.google.googlejavaformat.java.FormatterException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }
}
