package dev.keyturn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;
import software.amazon.awssdk.services.iam.IamClient;

/** The sign-in page in a real browser, with the browser's own virtual security key. */
@SuppressWarnings("NullAway.Init") // JUnit calls start() first
class SignInPageTest {
    /** Where Debian has them. */
    private static final Path BROWSER = Path.of("/usr/bin/chromium");

    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PASSWORD = "harbour violets lantern";

    private TestServer server;
    private ChromeDriver browser;

    @BeforeEach
    void start() {
        Assumptions.assumeTrue(
                Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER),
                "no Chromium with its driver on this machine");
        server = TestServer.start();
        ChromeOptions options = new ChromeOptions().addArguments(List.of("--headless=new", "--disable-dev-shm-usage"));
        options.addArguments("--no-sandbox"); // Chromium refuses to run as root with one; it sees our own page only
        options.setBinary(BROWSER.toFile());
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.quit();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aPersonRegistersASecurityKeyAndSignsInWithIt() {
        browser.addVirtualAuthenticator(new VirtualAuthenticatorOptions()
                .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                .setTransport(VirtualAuthenticatorOptions.Transport.USB)
                .setHasUserVerification(true)
                .setIsUserVerified(true));
        IamClient iam = server.root().iam();
        iam.createUser(r -> r.userName("ann"));
        iam.createLoginProfile(r -> r.userName("ann").password(PASSWORD));
        iam.putUserPolicy(r -> r.userName("ann").policyName("own").policyDocument(TestServer.ALLOW_ALL));

        signIn();
        shown("signed-in");
        assertThat(element("who").getText()).isEqualTo("ann");
        assertThat(element("credentials").getText()).contains("AWS_ACCESS_KEY_ID=ASIA");
        element("key-name").sendKeys("yubi");
        press("register-form");
        said("Registered. Sign in again to register another.");

        signIn();
        shown("key-form");
        assertThat(element("code-form").isDisplayed()).isFalse();
        press("key-form");
        shown("signed-in");
        assertThat(iam.listMFADevices(r -> r.userName("ann")).mfaDevices())
                .singleElement()
                .satisfies(device -> assertThat(device.serialNumber()).contains(":u2f/user/ann/yubi-"));
    }

    @Test
    void aWrongPasswordIsSaidAndTheFormStays() {
        signIn();

        new WebDriverWait(browser, PATIENCE)
                .until(_ -> !element("message").getText().isEmpty());
        assertThat(element("password-form").isDisplayed()).isTrue();
        assertThat(element("signed-in").isDisplayed()).isFalse();
    }

    /** By name: browsers give security keys to names only. */
    private void signIn() {
        browser.get("http://localhost:" + server.endpoint().getPort() + "/signin");
        element("account").sendKeys(server.account());
        element("user").sendKeys("ann");
        element("password").sendKeys(PASSWORD);
        press("password-form");
    }

    private WebElement element(String id) {
        return browser.findElement(By.id(id));
    }

    private void press(String form) {
        browser.findElement(By.cssSelector("#" + form + " button")).click();
    }

    private void shown(String id) {
        new WebDriverWait(browser, PATIENCE).until(_ -> element(id).isDisplayed());
    }

    private void said(String message) {
        new WebDriverWait(browser, PATIENCE)
                .until(_ -> element("message").getText().equals(message));
    }
}
