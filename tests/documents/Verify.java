import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Judges every PDF of a folder by PDF/A-3a and PDF/UA-1; prints one line "file TAB profile TAB ok or findings". */
public class Verify {
    private static final String[][] PROFILES = {{"3a", "PDFA-3A"}, {"ua1", "PDFUA-1"}};

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        File[] files = new File(arguments[0]).listFiles((folder, name) -> name.endsWith(".pdf"));
        Arrays.sort(files);
        for (String[] profile : PROFILES) {
            for (File file : files) {
                out.println(file.getName() + "\t" + profile[0] + "\t" + judge(file, profile[0], profile[1]));
            }
        }
    }

    private static String judge(File file, String flavour, String profileName) throws Exception {
        String resource = "/org/verapdf/pdfa/validation/" + profileName + ".xml";
        try (InputStream rules = Verify.class.getResourceAsStream(resource);
                InputStream content = new FileInputStream(file)) {
            ValidationProfile profile = Profiles.profileFromXml(rules);
            try (PDFAParser parser = Foundries.defaultInstance()
                            .createParser(content, PDFAFlavour.byFlavourId(flavour));
                    PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false)) {
                ValidationResult result = validator.validate(parser);
                return result.isCompliant() ? "ok" : findings(result);
            }
        }
    }

    private static String findings(ValidationResult result) {
        StringBuilder text = new StringBuilder();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                text.append(assertion.getRuleId().getClause()).append('-')
                        .append(assertion.getRuleId().getTestNumber()).append(' ')
                        .append(assertion.getMessage().replaceAll("\\s+", " ")).append("; ");
            }
        }
        return text.toString();
    }
}
